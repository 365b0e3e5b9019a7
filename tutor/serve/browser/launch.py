"""`lpic-tutor web`: where it may listen, what it starts for each visitor."""

from __future__ import annotations

import ipaddress
import shlex
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
WARNING = (
    "Everybody who reaches this address can open, change and reset every profile; there are no passwords, and nothing "
    "that is typed or shown is encrypted.\n"
)


class Unservable(ValueError):
    """An address or port that cannot be served on; the message says why."""

    for_the_user = True


def web(host: str, port: int, open_to_network: bool, content: tuple[Path, ...]) -> int:
    """Serve until Ctrl+C. Raises Unservable for an address that other machines reach, unless that is asked for."""
    if not is_loopback(host):
        if not open_to_network:
            raise Unservable(
                f"{host} can be reached from other machines, and there are no passwords; --open-to-network allows it"
            )
        sys.stderr.write(WARNING)
    from tutor.serve.browser.server import TutorServer

    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()  # found out before anything is said of an address
        TutorServer(command_line(content), host, port, None if open_to_network else allowed_names(host)).serve()
    except OSError as error:
        raise Unservable(
            f"cannot listen on {host}, port {port} ({error.strerror or error}); --port N names another one"
        ) from error
    return 0


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address. A name other than `localhost` may be anywhere."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def allowed_names(host: str) -> frozenset[str]:
    """What a browser on this machine may call it. Any other name is that of a page elsewhere that tries to get in."""
    return frozenset({*LOOPBACK_NAMES, host.lower()})


def command_line(content: Sequence[Path]) -> str:
    """What is started for each visitor, for the machine's shell. No word of it comes from a visitor."""
    words = [sys.executable, "-m", "tutor", "--choose-profile", "--visitor"]
    for one in content:
        words += ["--content", str(one.absolute())]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
