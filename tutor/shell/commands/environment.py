"""Variables and the machine: `export`, `unset`, `env`, `hostname`, `whoami`, `uname`, `date`, `ip`, `nproc`..."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutor.shell.process import Write
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process


def export(invocation: Invocation) -> Process:
    for word in invocation.args:
        name, equals, value = word.partition("=")
        if equals:
            invocation.host.env[name] = value
    if not invocation.args:
        yield Write("".join(f'declare -x {k}="{v}"\n' for k, v in sorted(invocation.host.env.items())))
    return 0


def unset(invocation: Invocation) -> Process:
    for name in invocation.args:
        invocation.host.env.pop(name, None)
    yield from ()
    return 0


def env(invocation: Invocation) -> Process:
    if invocation.args and "=" not in invocation.args[0]:
        return (yield from invocation.call(invocation.args))
    yield Write("".join(f"{name}={value}\n" for name, value in sorted(invocation.env.items())))
    return 0


def hostname(invocation: Invocation) -> Process:
    spec = invocation.host.sim.hosts[invocation.host.name].spec
    if invocation.args[:1] in (["-I"], ["--all-ip-addresses"]):
        yield Write(" ".join([spec.address, *spec.extra.values()]) + " \n")
    elif invocation.args[:1] == ["-i"]:
        yield Write(f"{spec.address}\n")
    elif invocation.args and not invocation.args[0].startswith("-"):
        yield Write("hostname: the names of the sandbox's hosts are fixed\n", "stderr")
        return 1
    else:
        yield Write(f"{invocation.host.name}\n")
    return 0


def whoami(_: Invocation) -> Process:
    yield Write("root\n")
    return 0


def identity(_: Invocation) -> Process:
    """`id`."""
    yield Write("uid=0(root) gid=0(root) groups=0(root)\n")
    return 0


def uname(invocation: Invocation) -> Process:
    spec = invocation.host.sim.hosts[invocation.host.name].spec
    values = {"-s": "Linux", "-n": spec.name, "-m": spec.architecture, "-o": "GNU/Linux"}
    if invocation.args[:1] == ["-a"]:
        yield Write(f"Linux {spec.name} {spec.architecture} GNU/Linux\n")
    else:
        yield Write(f"{values.get(invocation.args[0] if invocation.args else '-s', 'Linux')}\n")
    return 0


def date(invocation: Invocation) -> Process:
    """The simulation's own time, in UTC."""
    now = datetime.fromtimestamp(invocation.host.now / SECOND, UTC)
    formats = [word[1:] for word in invocation.args if word.startswith("+")]
    yield Write(now.strftime(formats[0] if formats else "%a %b %e %H:%M:%S UTC %Y") + "\n")
    return 0


def nproc(invocation: Invocation) -> Process:
    yield Write(f"{invocation.host.sim.hosts[invocation.host.name].spec.nano_cpus // 10**9}\n")
    return 0
