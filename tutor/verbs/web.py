"""`lpic-tutor web`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from tutor.verbs.options import add_content

if TYPE_CHECKING:
    from tutor.verbs.options import Verbs

USAGE_ERROR = 2
LOOPBACK, PORT = "127.0.0.1", 8000
LAST_PORT = 65535


def add_web(verbs: Verbs) -> None:
    web = verbs.add_parser(
        "web",
        help="the tutor in a browser, on this machine",
        description="Serve the tutor to browsers on this machine. Each visitor begins with the choice of a profile. "
        "Needs the extra `web`. There are no passwords: whoever reaches the address can open every profile.",
    )
    web.add_argument("--port", metavar="N", type=_port, default=PORT, help=f"where to listen (default: {PORT})")
    web.add_argument(
        "--host", metavar="ADDRESS", default=LOOPBACK, help=f"the address to listen on (default: {LOOPBACK})"
    )
    web.add_argument(
        "--open-to-network",
        action="store_true",
        help="allow an address that other machines reach: everybody there can open every profile, and what is typed "
        "and shown is not encrypted",
    )
    add_content(web)
    web.set_defaults(verb=_web)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"a number from 1 to {LAST_PORT}")
    return int(text)


def _web(arguments: argparse.Namespace) -> int:
    from importlib.util import find_spec

    if find_spec("textual_serve") is None:
        sys.stderr.write("lpic-tutor: `web` needs the extra `web`: pip install 'lpic-tutor[web]'\n")
        return USAGE_ERROR
    from tutor.serve.browser.launch import web

    return web(arguments.host, arguments.port, arguments.open_to_network, tuple(arguments.content or ()))
