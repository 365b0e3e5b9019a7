"""Which daemon a command talks to: this host's, or another one by `-H ssh://HOST`, `DOCKER_HOST`, `--context`.

Source: docker/cli `cli/command/cli.go`, `cli/flags/options.go`. Of remote daemons the sandbox has those
behind ssh, as a machine has that is set up from the packages.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.engine.engine import Engine
from tutor.shell.docker.command import ClientError
from tutor.shell.docker.gotext import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.shell.docker.flags import Values
    from tutor.shell.host import HostShell

_LEVELS = ("panic", "fatal", "error", "warn", "warning", "info", "debug", "trace")
_DEFAULT = "default"
_UNRESOLVED = "Failed to initialize: unable to resolve docker endpoint"


def missing_context(name: str) -> str:
    """What the client says of a context that it does not have; it names the file that it looked for."""
    folder = hashlib.sha256(name.encode()).hexdigest()
    file = f"/root/.docker/contexts/meta/{folder}/meta.json"
    return f"context {quote(name)}: context not found: open {file}: no such file or directory"


def connected(host: HostShell, values: Values, env: Mapping[str, str]) -> HostShell:
    """The host's shell with the daemon that the global flags and the environment name.

    Raises:
        ClientError: there is no such daemon, or flags contradict each other.
    """
    level = values.text("log-level")
    if level.lower() not in _LEVELS:
        raise ClientError(f"Unable to parse logging level: {level}")
    for name in ("tls", "tlsverify"):
        if values.changed(name) and values.on(name):
            raise ClientError(f"sandbox: docker has --{name}, but the sandbox's daemons do not speak TLS")
    wanted = values.many("host")
    if len(wanted) > 1:
        raise ClientError(f"{_UNRESOLVED}: Specify only one -H")
    context = values.text("context") or ("" if wanted else env.get("DOCKER_CONTEXT", ""))
    if values.changed("context") and wanted:
        raise ClientError("conflicting options: cannot specify both --host and --context")
    if context not in ("", _DEFAULT):
        raise ClientError(f"{_UNRESOLVED}: {missing_context(context)}")
    address = wanted[0] if wanted else env.get("DOCKER_HOST", "")
    return replace(host, engine=Engine(host.sim, _host_behind(host, address) if address else host.name))


def _host_behind(host: HostShell, address: str) -> str:
    scheme, separator, rest = address.partition("://")
    if scheme == "unix":
        return host.name
    if scheme != "ssh" or not separator:
        refused = f"cannot connect to {address}: the sandbox's daemons listen on their own socket; use ssh://HOST"
        raise ClientError(f"sandbox: {refused}")
    name = rest.rpartition("@")[2].partition("/")[0].partition(":")[0]
    for other in host.sim.hosts.values():
        if name in (other.spec.name, other.spec.address, *other.spec.extra.values()):
            return other.spec.name
    raise ClientError(
        "error during connect: command [ssh -- "
        f"{name} docker system dial-stdio] has exited with exit status 255, stderr=ssh: Could not resolve hostname "
        f"{name}: Name or service not known"
    )
