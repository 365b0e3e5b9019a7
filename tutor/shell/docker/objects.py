"""What the commands of many groups do alike: remove one by one, inspect, labels, listings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.shell.docker.command import ClientError
from tutor.shell.docker.errors import error_text
from tutor.shell.docker.goschema import typed
from tutor.shell.docker.templates import inspect
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tutor.shell.docker.command import Call
    from tutor.shell.docker.gotypes import Value
    from tutor.shell.process import Process

Json: TypeAlias = dict[str, Any]
REFUSALS = (EngineError, DaemonUnreachable, ClientError)


def key_values(pairs: Iterable[str]) -> dict[str, str]:
    """`opts.ConvertKVStringsToMap`: `key=value`, an empty value without `=`."""
    out = {}
    for pair in pairs:
        key, _, value = pair.partition("=")
        out[key] = value
    return out


def labels_text(labels: Mapping[str, str] | None) -> str:
    """Labels in one cell. The client prints them in no particular order; here they are sorted."""
    return ",".join(f"{key}={value}" for key, value in sorted((labels or {}).items()))


def label_reader(labels: Mapping[str, str] | None) -> Callable[[str], str]:
    """The method `Label` of a row."""
    known = dict(labels or {})
    return lambda name: known.get(name, "")


_KINDS = ("node", "service", "secret", "config", "network", "volume")


def named(call: Call, ref: str) -> str:
    """The reference, which the client looks at before it asks the daemon.

    Raises:
        ClientError: there is nothing in it.
    """
    group = call.command.path.partition(" ")[0]
    if ref.strip() or group in ("image", "rmi", "context"):
        return ref
    kind = group if group in _KINDS else "container"
    if call.command.path == "config inspect":
        kind = "contig"  # sic: client 28.2.2
    raise ClientError(f"invalid {kind} name or ID: value is empty")


def each(call: Call, act: Callable[[str], object]) -> Process:
    """Do something with each operand and print it; what the daemon refused is told at the end, status 1."""
    errors = []
    for ref in call.args:
        try:
            act(named(call, ref))
        except REFUSALS as error:
            errors.append(error_text(error))
            continue
        yield Write(f"{ref}\n")
    if errors:
        raise ClientError("\n".join(errors))
    return 0


def inspected(
    call: Call,
    kind: str,
    find: Callable[[str], Json],
    *,
    raw: bool = True,
    status: int = 1,
    refs: Sequence[str] | None = None,
    layout: str | None = None,
) -> Process:
    """`inspect`: the objects as JSON or through a template. `kind` is their Go type.

    `raw` False: the client keeps only what its own types know (nodes, volumes). `status`: how it ends
    when the template cannot be parsed. `refs`: objects other than the operands; `layout`: a template
    other than `--format`.
    """

    def fetch(ref: str) -> tuple[Value, Any]:
        data = find(named(call, ref))
        return typed(data, kind), data if raw else None

    try:
        done = inspect(refs or call.args, call.flags.text("format") if layout is None else layout, fetch, error_text)
    except ClientError as error:
        raise ClientError(error.message, status) from None
    if done.stdout:
        yield Write(done.stdout)
    if done.errors:
        raise ClientError("\n".join(done.errors))
    return 0


def wants_pretty(call: Call) -> bool:
    """Is the human form asked for? A template behind `pretty` is refused."""
    layout = call.flags.text("format")
    if call.flags.on("pretty") or layout == "pretty":
        return True
    if layout.startswith("pretty"):
        raise ClientError("cannot supply extra formatting options to the pretty template")
    return False


def pretty_blocks(refs: Sequence[str], find: Callable[[str], Json], text: Callable[[Json], str]) -> Process:
    """The human form of each object; the first that cannot be had stops everything before it is printed."""
    yield Write("".join(text(find(ref)) + "\n" for ref in refs))
    return 0
