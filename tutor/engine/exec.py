"""`docker exec`: a second program in a container. Simple programs are played; there is no real process.

Source of the texts: engine `daemon/exec.go`, runc; the programs answer as busybox does.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from tutor.engine import dialogue
from tutor.engine.errors import EngineError
from tutor.engine.waiting import Chunk, Until
from tutor.swarm.box.shell import run
from tutor.swarm.host import ContainerState
from tutor.swarm.ids import local_id
from tutor.swarm.mesh import at_address
from tutor.swarm.signals import signal_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tutor.engine.daemon import Daemon
    from tutor.engine.stdin import Stdin
    from tutor.engine.waiting import Operation
    from tutor.swarm.box.programs import Result
    from tutor.swarm.cluster import Simulation
    from tutor.swarm.host import Container, Host
    from tutor.swarm.spec import Json

INVALID, NOT_FOUND, CONFLICT = 400, 404, 409
CANNOT_START = 126
"""What a client makes of a program that cannot be started."""
_EXEC = "OCI runtime exec failed: exec failed: unable to start container process: "
_FAILED = _EXEC + 'exec: "{}": {}: unknown\n'
_CHDIR = _EXEC + 'chdir to cwd ("{}") set in config.json failed: no such file or directory: unknown\n'


class _Exec(Struct, frozen=True):
    id: str
    container_id: str
    argv: tuple[str, ...]
    tty: bool
    env: Mapping[str, str] = field(default_factory=dict)
    workdir: str = ""
    user: str = ""
    reads: bool = False
    """Its standard input is open."""
    exit_code: int | None = None


class Execs:
    """The exec part of the container operations."""

    def __init__(self, daemon: Daemon, find: Callable[[str], Container]) -> None:
        self.__daemon = daemon
        self.__find = find
        self.__execs: dict[str, _Exec] = {}

    def exec_create(self, ref: str, body: Json) -> Json:
        """`POST /containers/{id}/exec`; answers `{"Id": ...}`."""
        container = self.__find(ref)
        if not container.running:
            raise EngineError(CONFLICT, f"container {container.id} is not running")
        if not body.get("Cmd"):
            raise EngineError(INVALID, "No exec command specified")
        if container.state is ContainerState.PAUSED:
            raise EngineError(CONFLICT, f"Container {ref} is paused, unpause the container before exec")
        new = _Exec(
            id=local_id(self.__daemon.sim.rng),
            container_id=container.id,
            argv=tuple(body.get("Cmd") or ()),
            tty=bool(body.get("Tty")),
            env=dict(entry.partition("=")[::2] for entry in body.get("Env") or () if "=" in entry),
            workdir=body.get("WorkingDir") or "",
            user=body.get("User") or "",
            reads=bool(body.get("AttachStdin")),
        )
        self.__execs[new.id] = new
        return {"Id": new.id}

    def exec_start(self, exec_id: str, stdin: str = "", typed: Stdin | None = None) -> Operation[None]:
        """`POST /exec/{id}/start`: chunks of its output.

        `stdin` is all of its standard input; `typed` instead what comes in while it runs.
        """
        running = self.__exec(exec_id)
        if running.exit_code is not None:
            raise EngineError(CONFLICT, f"Error: Exec command {exec_id} has already run")
        container = self.__daemon.host.containers.get(running.container_id)
        if container is None:
            raise EngineError(NOT_FOUND, f"No such container: {running.container_id}")
        if typed is not None and running.reads:
            if dialogue.is_shell(running.argv) or (running.tty and running.argv == ("cat",)):
                status = yield from self._converse(running, container, typed)
                self.__execs[exec_id] = replace(running, exit_code=status)
                return
            if dialogue.reads_input(running.argv):
                yield Until(lambda: typed.closed)
            stdin = typed.read()
        status, lines = self._run(running, container, stdin)
        self.__execs[exec_id] = replace(running, exit_code=status)
        for text, stream in lines:
            if text:
                yield Chunk(text, stream)

    def _converse(self, running: _Exec, container: Container, typed: Stdin) -> Operation[int]:
        """A program that reads while it runs."""

        def run_line(line: str) -> Result:
            return self._run(replace(running, argv=("sh", "-c", line)), container, "")

        if dialogue.is_shell(running.argv):
            return dialogue.shell(typed, run_line, tty=running.tty)
        return dialogue.copy(typed)

    def _run(self, running: _Exec, container: Container, stdin: str) -> Result:
        """Exit status and output of a second program in the container."""
        sim, host = self.__daemon.sim, self.__daemon.host
        inside = sim.containers.inside(host, container, running.env)
        inside.user = running.user or inside.user
        inside.fetch = partial(_page, sim, host, container)
        if running.workdir:
            if not inside.is_folder(running.workdir):
                return CANNOT_START, [(_CHDIR.format(running.workdir), "stdout")]
            inside.cwd = running.workdir
        argv = list(running.argv)
        found = inside.find_program(argv[0])
        if found != "found":
            reason = _reason(argv[0], found)
            return CANNOT_START, [(_FAILED.format(argv[0], reason), "stdout")]
        if argv[0].rpartition("/")[2] == "kill":
            return self._signal(host, container, argv[1:])
        status, out = run(argv, inside, stdin)
        return status, out

    def _signal(self, host: Host, container: Container, args: list[str]) -> Result:
        """`kill` of the first process, which ends the container; others are not there."""
        names = [arg[1:] for arg in args if arg.startswith("-")]
        if args[-1:] != ["1"]:
            return 1, [(f"kill: can't kill pid {args[-1] if args else ''}: No such process\n", "stderr")]
        name = signal_name(names[-1].removeprefix("s ") if names else "TERM")
        if name not in ("KILL", "STOP"):  # the kernel shields the first process from itself
            self.__daemon.sim.containers.kill(host, container.id, name or "TERM")
        return 0, []

    def exec_inspect(self, exec_id: str) -> Json:
        running = self.__exec(exec_id)
        return {
            "ID": running.id,
            "Running": running.exit_code is None,
            "ExitCode": running.exit_code,
            "ProcessConfig": {
                "tty": running.tty,
                "entrypoint": running.argv[0] if running.argv else "",
                "arguments": list(running.argv[1:]),
                "privileged": False,
            },
            "OpenStdin": running.reads,
            "OpenStderr": True,
            "OpenStdout": True,
            "CanRemove": running.exit_code is not None,
            "ContainerID": running.container_id,
            "DetachKeys": "",
            "Pid": 0,
        }

    def __exec(self, exec_id: str) -> _Exec:
        if exec_id not in self.__execs:
            raise EngineError(NOT_FOUND, f"No such exec instance: {exec_id}")
        return self.__execs[exec_id]


def _page(sim: Simulation, host: Host, container: Container, address: str, port: int) -> str | None:
    answer = at_address(sim, host, container, address, port)
    return answer.page if answer else None


def _reason(program: str, found: str) -> str:
    if found == "folder":
        return "permission denied"
    return f"stat {program}: no such file or directory" if "/" in program else "executable file not found in $PATH"
