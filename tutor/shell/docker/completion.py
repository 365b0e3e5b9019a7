"""What may follow in a docker command line: subcommands, flags, values of flags, names of live objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.shell.docker.command import Command, Group
from tutor.shell.docker.flags import flag_table
from tutor.shell.docker.helptext import Surroundings
from tutor.shell.docker.registry import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tutor.engine.engine import Engine
    from tutor.shell.docker.flags import Flag

Named: TypeAlias = list[tuple[str, str]]
"""Texts and what is said about them."""
_OPERAND = re.compile(r"[A-Z][A-Z_-]+|file")
_STACK_LABEL = "com.docker.stack.namespace"
_WORDS_OF_FLAG = {
    "availability": ("active", "drain", "pause"),
    "role": ("manager", "worker"),
    "mode": ("global", "global-job", "replicated", "replicated-job"),
    "endpoint-mode": ("dnsrr", "vip"),
    "restart-condition": ("any", "none", "on-failure"),
    "update-order": ("start-first", "stop-first"),
    "rollback-order": ("start-first", "stop-first"),
    "update-failure-action": ("continue", "pause", "rollback"),
    "rollback-failure-action": ("continue", "pause"),
    "resolve-image": ("always", "changed", "never"),
    "driver": ("bridge", "overlay"),
    "format": ("json", "table"),
}
_KIND_OF_FLAG = {"network": "NETWORK", "network-add": "NETWORK", "network-rm": "NETWORK", "secret": "SECRET"}
_KIND_OF_FLAG |= {"secret-add": "SECRET", "secret-rm": "SECRET", "config": "CONFIG", "config-add": "CONFIG"}
_KIND_OF_FLAG |= {"config-rm": "CONFIG", "image": "IMAGE", "compose-file": "file", "env-file": "file"}


def docker_choices(engine: Engine, words: Sequence[str], current: str) -> Named | None:
    """What the word after `docker WORDS` may become; None: a file."""
    at: Command | Group = ROOT
    table = flag_table(ROOT.flags)
    operands = 0
    pending: Flag | None = None
    for word in words:
        if pending is not None:
            pending = None
        elif word.startswith("-"):
            pending = _wants_value(table, word)
        elif isinstance(at, Group):
            found = at.find(word)
            if found is None:
                return []
            at, table = found, flag_table(found.flags)
        else:
            operands += 1
    if pending is not None:
        return _values(engine, pending, current)
    if current.startswith("--") and "=" in current:
        return _value_behind(engine, table, current)
    around = Surroundings.seen_from(engine)
    if current.startswith("-"):
        return _flags(table, current, around)
    if isinstance(at, Group):
        shown = (c for c in at.commands if not c.hidden and around.fits(c.swarm))
        return [(c.name, c.about) for c in shown if c.name.startswith(current)]
    return _operand(engine, at, operands, current)


def _wants_value(table: dict[str, Flag], word: str) -> Flag | None:
    """The flag whose value comes next, if `word` is one without its value."""
    if "=" in word:
        return None
    if word.startswith("--"):
        flag = table.get(word[2:])
    else:
        flag = next((f for f in table.values() if f.short == word[-1:]), None)
    return flag if flag is not None and flag.kind.bare is None else None


def _flags(table: dict[str, Flag], current: str, around: Surroundings) -> Named:
    shown = (f for f in table.values() if not f.hidden and around.has_api(f.api))
    return [(f"--{flag.name}", flag.about) for flag in shown if f"--{flag.name}".startswith(current)]


def _value_behind(engine: Engine, table: dict[str, Flag], current: str) -> Named | None:
    """`--flag=val`: the whole word is what is replaced."""
    head, _, value = current.partition("=")
    flag = table.get(head[2:])
    found = _values(engine, flag, value) if flag else []
    return None if found is None else [(f"{head}={text}", about) for text, about in found]


def _values(engine: Engine, flag: Flag, current: str) -> Named | None:
    words = _WORDS_OF_FLAG.get(flag.name)
    if words:
        return _starting(words, current)
    kind = _KIND_OF_FLAG.get(flag.name)
    if kind == "file":
        return None
    return _starting(_live(engine, kind), current) if kind else []


def _operand(engine: Engine, command: Command, number: int, current: str) -> Named | None:
    """Names for the operand that comes next, by what the usage line calls it."""
    if command.path == "swarm join-token":
        return _starting(("manager", "worker"), current)
    kinds = [name for name in _OPERAND.findall(command.usage.replace("[OPTIONS]", "")) if name != "OPTIONS"]
    if not kinds:
        return []
    kind = kinds[min(number, len(kinds) - 1)]
    if kind == "file":
        return None
    if kind == "SERVICE" and command.name == "scale":
        return [(f"{name}=", about) for name, about in _starting(_live(engine, kind), current)]
    return _starting(_live(engine, kind), current)


def _starting(names: Iterable[str], current: str) -> Named:
    return [(name, "") for name in dict.fromkeys(names) if name.startswith(current)]


def _live(engine: Engine, kind: str) -> list[str]:
    """Names of the objects there are; none when the daemon refuses to tell."""
    ask = _NAMES.get(kind)
    if ask is None:
        return []
    try:
        return sorted(ask(engine))
    except (EngineError, DaemonUnreachable):
        return []


def _nodes(engine: Engine) -> list[str]:
    return [node["Description"]["Hostname"] for node in engine.nodes.list({})]


def _services(engine: Engine) -> list[str]:
    return [service["Spec"]["Name"] for service in engine.services.list({}, False)]


def _stacks(engine: Engine) -> list[str]:
    labels = (service["Spec"].get("Labels") or {} for service in engine.services.list({}, False))
    return [found[_STACK_LABEL] for found in labels if _STACK_LABEL in found]


def _networks(engine: Engine) -> list[str]:
    return [network["Name"] for network in engine.networks.list({})]


def _containers(engine: Engine) -> list[str]:
    return [container["Names"][0].removeprefix("/") for container in engine.containers.list(True, {}, 0)]


def _images(engine: Engine) -> list[str]:
    return [tag for image in engine.images.list({}) for tag in image.get("RepoTags") or ()]


def _volumes(engine: Engine) -> list[str]:
    return [volume["Name"] for volume in engine.volumes.list({}).get("Volumes") or ()]


_NAMES: dict[str, Callable[[Engine], list[str]]] = {
    "NODE": _nodes,
    "SERVICE": _services,
    "TASK": _services,
    "STACK": _stacks,
    "NETWORK": _networks,
    "SECRET": lambda engine: [secret["Spec"]["Name"] for secret in engine.secrets.list({})],
    "CONFIG": lambda engine: [config["Spec"]["Name"] for config in engine.configs.list({})],
    "VOLUME": _volumes,
    "CONTAINER": _containers,
    "IMAGE": _images,
    "REPOSITORY": _images,
    "NAME": _containers,
}
