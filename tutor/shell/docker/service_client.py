"""What a docker command that makes a specification needs of the host it runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.command import ClientError
from tutor.shell.docker.service_spec import Client
from tutor.shell.files import FileTrouble, resolve

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call


def client_of(call: Call) -> Client:
    return Client(
        directory=call.host.cwd,
        environment=call.env,
        read=lambda name: read_file(call, name),
        network_id=lambda name: str(call.engine.networks.inspect(name, scope="swarm")["Id"]),
    )


def read_file(call: Call, name: str) -> bytes:
    """A file of the virtual host. Raises ClientError in Go's words: `open X: no such file or directory`."""
    try:
        return call.host.files.read(resolve(call.host.cwd, name)).encode()
    except FileTrouble as error:
        verb = "read" if error.reason == "Is a directory" else "open"
        raise ClientError(f"{verb} {name}: {error.reason.lower()}") from error
