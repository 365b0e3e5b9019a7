"""`docker exec`: a second program in a container. Simple programs are played; there is no real process.

Source of the texts: engine `daemon/exec.go`, runc; the programs answer as busybox does.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.engine.waiting import Chunk
from tutor.swarm.ids import local_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tutor.engine.daemon import Daemon
    from tutor.engine.waiting import Operation
    from tutor.swarm.host import Container
    from tutor.swarm.spec import Json

NOT_FOUND, CONFLICT = 404, 409
NO_SUCH_PROGRAM = 127


@dataclass(frozen=True, slots=True)
class _Exec:
    id: str
    container_id: str
    argv: tuple[str, ...]
    tty: bool
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
        new = _Exec(local_id(self.__daemon.sim.rng), container.id, tuple(body.get("Cmd") or ()), bool(body.get("Tty")))
        self.__execs[new.id] = new
        return {"Id": new.id}

    def exec_start(self, exec_id: str) -> Operation[None]:
        """`POST /exec/{id}/start`: chunks of its output."""
        running = self.__exec(exec_id)
        container = self.__daemon.host.containers.get(running.container_id)
        if container is None:
            raise EngineError(NOT_FOUND, f"No such container: {running.container_id}")
        status, lines = run_program(running.argv, container, self._files(container))
        self.__execs[exec_id] = _Exec(running.id, running.container_id, running.argv, running.tty, status)
        for text, stream in lines:
            yield Chunk(text, stream)

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
            "OpenStdin": False,
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

    def _files(self, container: Container) -> dict[str, str]:
        """The files of a container that a learner may look for: name, secrets, configs."""
        hostname = container.config.hostname or container.id[:12]
        files = {"/etc/hostname": f"{hostname}\n", "/etc/os-release": 'ID=alpine\nNAME="Alpine Linux"\n'}
        swarm = self.__daemon.swarm
        task = swarm.store.tasks.get(container.task_id) if swarm and container.task_id else None
        if swarm is None or task is None:
            return files
        spec = task.spec.raw.get("ContainerSpec") or {}
        for reference in spec.get("Secrets") or ():
            secret = swarm.store.secrets.get(reference.get("SecretID", ""))
            if secret is not None:
                files[_under("/run/secrets/", reference["File"]["Name"])] = _decoded(secret.raw)
        for reference in spec.get("Configs") or ():
            config = swarm.store.configs.get(reference.get("ConfigID", ""))
            if config is not None and reference.get("File"):
                files[_under("/", reference["File"]["Name"])] = _decoded(config.raw)
        return files


def _under(folder: str, name: str) -> str:
    return name if name.startswith("/") else folder + name


def _decoded(raw: Json) -> str:
    return base64.b64decode(raw.get("Data") or "").decode("utf-8", "replace")


Output = list[tuple[str, str]]
"""(text, stream)."""


def run_program(argv: Sequence[str], container: Container, files: dict[str, str]) -> tuple[int, Output]:
    """Exit status and output of a program in the container."""
    if not argv:
        return NO_SUCH_PROGRAM, []
    program = _PROGRAMS.get(argv[0].rpartition("/")[2])
    if program is None:
        text = (
            f'OCI runtime exec failed: exec failed: unable to start container process: exec: "{argv[0]}": '
            "executable file not found in $PATH: unknown\n"
        )
        return NO_SUCH_PROGRAM, [(text, "stdout")]
    return program(list(argv[1:]), container, files)


def _cat(args: list[str], _container: Container, files: dict[str, str]) -> tuple[int, Output]:
    status, output = 0, []
    for path in args:
        if path in files:
            output.append((files[path], "stdout"))
        else:
            status = 1
            output.append((f"cat: can't open '{path}': No such file or directory\n", "stderr"))
    return status, output


def _ls(args: list[str], _container: Container, files: dict[str, str]) -> tuple[int, Output]:
    folder = next((arg for arg in args if not arg.startswith("-")), "/").rstrip("/") + "/"
    inside = {path[len(folder) :].partition("/")[0] for path in files if path.startswith(folder)}
    if folder == "/":
        inside |= {"bin", "dev", "etc", "proc", "run", "sys", "tmp", "usr", "var"}
    elif not inside:
        path = folder.rstrip("/")
        if path in files:
            return 0, [(f"{path}\n", "stdout")]
        return 1, [(f"ls: {path}: No such file or directory\n", "stderr")]
    return 0, [("".join(f"{name}\n" for name in sorted(inside)), "stdout")]


def _env(_args: list[str], container: Container, _files: dict[str, str]) -> tuple[int, Output]:
    hostname = container.config.hostname or container.id[:12]
    lines = [*container.config.env, f"HOSTNAME={hostname}", "HOME=/root"]
    return 0, [("".join(f"{line}\n" for line in lines), "stdout")]


def _hostname(_args: list[str], container: Container, _files: dict[str, str]) -> tuple[int, Output]:
    return 0, [((container.config.hostname or container.id[:12]) + "\n", "stdout")]


def _echo(args: list[str], _container: Container, _files: dict[str, str]) -> tuple[int, Output]:
    return 0, [(" ".join(args) + "\n", "stdout")]


def _true(_args: list[str], _container: Container, _files: dict[str, str]) -> tuple[int, Output]:
    return 0, []


def _false(_args: list[str], _container: Container, _files: dict[str, str]) -> tuple[int, Output]:
    return 1, []


def _shell(args: list[str], container: Container, files: dict[str, str]) -> tuple[int, Output]:
    """`sh -c "one simple command"`; without `-c` a shell that finds no input and ends."""
    if args[:1] == ["-c"] and len(args) > 1:
        return run_program(args[1].split(), container, files)
    return 0, []


_PROGRAMS: dict[str, Callable[[list[str], Any, dict[str, str]], tuple[int, Output]]] = {
    "cat": _cat,
    "ls": _ls,
    "env": _env,
    "printenv": _env,
    "hostname": _hostname,
    "echo": _echo,
    "true": _true,
    "false": _false,
    "sh": _shell,
    "bash": _shell,
    "ash": _shell,
}
