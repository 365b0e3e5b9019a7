"""The programs of a bench whose daemons are real: only `docker` becomes a process of the machine."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tutor.shell.commands import printing, reading, remote, running
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tutor.shell.files import Files
    from tutor.shell.invocation import CommandFunction, Invocation
    from tutor.shell.process import Process

PATIENCE = 180
"""Seconds that one command of the real client may take."""
TIMED_OUT = 124
HOME = "/root"
CLIENT_VARIABLES = ("DOCKER_", "COMPOSE_", "BUILDKIT_")
"""Prefixes of variables that would lead the client elsewhere."""


class Faults(Protocol):
    """What can be done to real hosts."""

    def stop_docker(self, host: str) -> None: ...
    def start_docker(self, host: str) -> None: ...
    def wait(self, seconds: float) -> None: ...
    def settle(self, limit: float) -> bool: ...


@dataclass(frozen=True, slots=True)
class RealPrograms:
    """`docker` of the machine, pointed at the daemon of the host it is typed on; faults by their verbs."""

    sockets: Mapping[str, Path]
    room: Path
    """Where the files of the hosts are laid out for the client, a folder for each host."""
    faults: Faults

    def commands(self) -> dict[str, CommandFunction]:
        return {
            "docker": self.docker,
            "echo": printing.echo,
            "printf": printing.printf,
            "cat": reading.cat,
            "ssh": remote.ssh,
            "sudo": running.sudo,
            "sim": self.sim,
            "systemctl": self.systemctl,
        }

    def docker(self, invocation: Invocation) -> Process:
        """The real client, as words: no shell reads them."""
        home = self._laid_out(invocation.host.name, invocation.host.files)
        try:
            done = subprocess.run(
                ["docker", *invocation.args],
                input=invocation.stdin or "",
                cwd=str(home) + invocation.host.cwd.removeprefix(HOME),
                env=self._environment(invocation),
                capture_output=True,
                text=True,
                errors="replace",
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            yield Write(f"docker {invocation.args[0]}: no end after {PATIENCE} seconds\n", "stderr")
            return TIMED_OUT
        if done.stdout:
            yield Write(done.stdout.replace(str(home), HOME))
        if done.stderr:
            yield Write(done.stderr.replace(str(home), HOME), "stderr")
        return done.returncode

    def sim(self, invocation: Invocation) -> Process:
        """The verbs that a real engine allows; `allowed` has looked at them before."""
        verb, *operands = invocation.args
        match verb:
            case "stop_docker":
                self.faults.stop_docker(operands[0])
            case "start_docker":
                self.faults.start_docker(operands[0])
            case "wait":
                self.faults.wait(_seconds(operands[0]))
            case "settle":
                self.faults.settle(_seconds(operands[0]) if operands else 60)
        yield from ()
        return 0

    def systemctl(self, invocation: Invocation) -> Process:
        verb = invocation.args[0]
        if verb != "start":
            self.faults.stop_docker(invocation.host.name)
        if verb != "stop":
            self.faults.start_docker(invocation.host.name)
        yield from ()
        return 0

    def _environment(self, invocation: Invocation) -> dict[str, str]:
        """Variables of the shell (a stack file may name them), and what leads the client to its daemon."""
        typed = {name: value for name, value in invocation.env.items() if not name.startswith(CLIENT_VARIABLES)}
        return {
            **typed,
            "PATH": os.environ["PATH"],
            "HOME": str(self.room),
            "DOCKER_CONFIG": str(self.room / ".docker"),
            "DOCKER_HOST": f"unix://{self.sockets[invocation.host.name]}",
            "DOCKER_CLI_HINTS": "false",
            "LC_ALL": "C.UTF-8",
        }

    def _laid_out(self, host: str, files: Files) -> Path:
        """The home folder of the host, on disk as it is in the host now."""
        home = self.room / host
        for path, text in files.texts.items():
            if path.startswith(HOME + "/"):
                target = home / path.removeprefix(HOME + "/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
        home.mkdir(exist_ok=True)
        return home


def _seconds(word: str) -> float:
    """`30`, `30s` or `2m`."""
    units = {"s": 1, "m": 60, "h": 3600}
    return float(word[:-1]) * units[word[-1]] if word[-1] in units else float(word)
