"""`lpic-tutor sandbox`, and its actions `replay`, `serve` and `ctl`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.verbs.options import add_learner_options

if TYPE_CHECKING:
    from tutor.verbs.options import Verbs


USAGE_ERROR = 2


def add_sandbox(verbs: Verbs) -> None:
    sandbox = verbs.add_parser(
        "sandbox", help="open a free sandbox", description="Open a free sandbox: several hosts, no task."
    )
    sandbox.add_argument(
        "--cluster", metavar="NAME", default="three", help="a set of hosts from data/clusters.yaml (default: three)"
    )
    add_learner_options(sandbox)
    sandbox.set_defaults(verb=_sandbox)
    actions = sandbox.add_subparsers(title="actions", metavar="ACTION")
    replay = actions.add_parser(
        "replay",
        help="run commands given as JSON Lines on standard input",
        description="Run commands on a simulated cluster: JSON Lines on standard input, one answer each on standard "
        "output. The protocol is described in tests/conformance/README.md.",
    )
    replay.set_defaults(verb=_sandbox_replay)
    _add_serve(actions)
    _add_ctl(actions)


def _add_serve(actions: Verbs) -> None:
    serve = actions.add_parser(
        "serve",
        help="offer the sandbox's hosts to the real docker client",
        description="Serve the Docker Engine API of simulated hosts on unix sockets, DIR/HOST.sock, until Ctrl+C. "
        "Needs the extra `engine`.",
    )
    serve.add_argument("--dir", metavar="DIR", type=Path, required=True, help="folder of the sockets; made if missing")
    what = serve.add_mutually_exclusive_group()
    what.add_argument("--hosts", metavar="NAME,...", type=_names, default=(), help="hosts of these names")
    what.add_argument("--lab", metavar="SLUG", default="", help="the hosts of a lab, as it begins")
    serve.add_argument(
        "--speed", metavar="N", type=_speed, default=1.0, help="virtual seconds in one second, 0 to 1000 (default: 1)"
    )
    add_learner_options(serve)
    serve.set_defaults(verb=_sandbox_serve)


def _add_ctl(actions: Verbs) -> None:
    ctl = actions.add_parser(
        "ctl",
        help="steer a sandbox that is served: faults, time, other hosts",
        description="Steer a running `sandbox serve`. Verbs: cluster JSON, stop_docker HOST, start_docker HOST, "
        "partition HOST..., heal, settle [SECONDS], wait SECONDS, speed N, help.",
    )
    ctl.add_argument("--dir", metavar="DIR", type=Path, required=True, help="the folder that `serve` was given")
    ctl.add_argument("words", metavar="VERB", nargs="+", help="a verb and what belongs to it")
    ctl.set_defaults(verb=_sandbox_ctl)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise argparse.ArgumentTypeError("names, with a comma between two of them")
    return names


def _speed(text: str) -> float:
    from tutor.shell.speed import speed_of

    try:
        return speed_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _sandbox(arguments: argparse.Namespace) -> int:
    from tutor.tui.launch import run_sandbox

    return run_sandbox(arguments.cluster, arguments.profile, tuple(arguments.content or ()))


def _sandbox_replay(_: argparse.Namespace) -> int:
    from tutor.plain.replay import replay

    return replay(sys.stdin, sys.stdout)


def _sandbox_serve(arguments: argparse.Namespace) -> int:
    from importlib.util import find_spec

    if find_spec("h11") is None:
        sys.stderr.write("lpic-tutor: `sandbox serve` needs the extra `engine`: pip install 'lpic-tutor[engine]'\n")
        return USAGE_ERROR
    from tutor.serve.launch import serve

    return serve(
        arguments.dir,
        hosts=arguments.hosts,
        cluster=arguments.cluster,
        lab=arguments.lab,
        speed=arguments.speed,
        content=tuple(arguments.content or ()),
        profile=arguments.profile,
    )


def _sandbox_ctl(arguments: argparse.Namespace) -> int:
    from tutor.serve.ctl import steer

    return steer(arguments.dir, arguments.words)
