"""The tables of tasks: `service ps`, `node ps`, `stack ps`.

The three commands share their flags (`TASK_FLAGS`) and everything but the choice of tasks.
Source: docker/cli `cli/command/task/{print,formatter}.go`, `cli/command/idresolver`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.shell.docker.flags import FILTERS, FORMAT, NO_RESOLVE, NO_TRUNC, QUIET_IDS
from tutor.shell.docker.gotypes import parse_time
from tutor.shell.docker.service_image import without_digest
from tutor.shell.docker.sizes import human_duration
from tutor.shell.docker.tables import ellipsis, natural_key, pretty, short_id
from tutor.shell.docker.templates import RowType, chosen, is_table, listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tutor.engine.engine import Engine
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.gotypes import Row

Json = dict[str, Any]
TASK_FLAGS = (FILTERS, FORMAT, NO_RESOLVE, NO_TRUNC, QUIET_IDS)
_TABLE = "table {{.ID}}\t{{.Name}}\t{{.Image}}\t{{.Node}}\t{{.DesiredState}}\t{{.CurrentState}}\t{{.Error}}\t{{.Ports}}"
_ROWS = RowType(
    "*task.taskContext",
    {
        "ID": "ID",
        "Name": "NAME",
        "Image": "IMAGE",
        "Node": "NODE",
        "DesiredState": "DESIRED STATE",
        "CurrentState": "CURRENT STATE",
        "Error": "ERROR",
        "Ports": "PORTS",
    },
)
_RAW = (
    "id: {{.ID}}\nname: {{.Name}}\nimage: {{.Image}}\nnode: {{.Node}}\ndesired_state: {{.DesiredState}}\n"
    "current_state: {{.CurrentState}}\nerror: {{.Error}}\nports: {{.Ports}}\n",
    "id: {{.ID}}",
)
_ERROR_WIDTH = 30
_INDENT = " \\_ "


class Names:
    """Names of services and nodes by id, asked for once each; ids where nobody knows a name."""

    def __init__(self, engine: Engine, *, resolve: bool = True) -> None:
        self._engine = engine
        self._resolve = resolve
        self._known: dict[str, str] = {}

    def service(self, service_id: str) -> str:
        return self._name(service_id, self._service)

    def node(self, node_id: str) -> str:
        return self._name(node_id, self._node)

    def _name(self, identifier: str, ask: Any) -> str:
        if not self._resolve:
            return identifier
        if identifier not in self._known:
            try:
                self._known[identifier] = ask(identifier) or identifier
            except EngineError:
                self._known[identifier] = identifier
        return self._known[identifier]

    def _service(self, identifier: str) -> str:
        name: str = self._engine.services.inspect(identifier)["Spec"]["Name"]
        return name

    def _node(self, identifier: str) -> str:
        if not identifier:
            return ""
        node = self._engine.nodes.inspect(identifier)
        name: str = node["Spec"].get("Name") or node["Description"].get("Hostname", "")
        return name


def tasks_table(call: Call, tasks: Iterable[Json], *, truncate: bool | None = None) -> str:
    """What the command prints of these tasks (as the Engine lists them), by the flags of the call.

    Names are kept by task, so a task that is listed twice is indented twice.
    `truncate` overrules `--no-trunc` (`service ps -q` shows identifiers in full).
    Raises ClientError when the template given with `--format` is wrong.
    """
    if truncate is None:
        truncate = not call.flags.on("no-trunc")
    names = Names(call.engine, resolve=not call.flags.on("no-resolve"))
    layout = chosen(call.flags.text("format"), _TABLE, quiet=call.flags.on("quiet"), raw=_RAW)
    indent = _INDENT if is_table(layout) else ""
    ordered = _in_order(tasks, names)
    shown = _shown_names(ordered, indent)
    rows = [
        _row(task, shown[task["ID"]], names.node(task.get("NodeID", "")), call.now, truncate=truncate)
        for _, task in ordered
    ]
    return listing(layout, _ROWS, rows)


def _shown_names(ordered: Sequence[tuple[str, Json]], indent: str) -> dict[str, str]:
    """Names by identifier of the task; one that is there twice is indented everywhere."""
    shown: dict[str, str] = {}
    previous = ""
    for name, task in ordered:
        shown[task["ID"]] = indent + name if name == previous else name
        previous = name
    return shown


def _in_order(tasks: Iterable[Json], names: Names) -> Sequence[tuple[str, Json]]:
    """By name, the newest first among those of one name."""
    named = [
        (f"{names.service(task['ServiceID'])}.{task.get('Slot') or task.get('NodeID', '')}", task) for task in tasks
    ]
    named.sort(key=lambda pair: moment(pair[1]["CreatedAt"]), reverse=True)
    named.sort(key=lambda pair: natural_key(pair[0]))
    return named


def _row(task: Json, name: str, node: str, now: int, *, truncate: bool) -> Row:
    status = task["Status"]
    image = task["Spec"].get("ContainerSpec", {}).get("Image", "")
    return _ROWS.row(
        ID=short_id(task["ID"], truncate=truncate),
        Name=name,
        Image=without_digest(image) if truncate else image,
        Node=node,
        DesiredState=pretty(task["DesiredState"]),
        CurrentState=f"{pretty(status['State'])} {human_duration(now - moment(status['Timestamp'])).lower()} ago",
        Error=_error(status.get("Err", ""), truncate=truncate),
        Ports=_ports(status),
    )


def _error(text: str, *, truncate: bool) -> str:
    if not text:
        return ""
    return f'"{ellipsis(text, _ERROR_WIDTH) if truncate else text}"'


def _ports(status: Json) -> str:
    ports = (status.get("PortStatus") or {}).get("Ports") or ()
    return ",".join(f"*:{port.get('PublishedPort', 0)}->{port['TargetPort']}/{port['Protocol']}" for port in ports)


def moment(text: str) -> int:
    """A time of the Engine API in nanoseconds since the epoch; 0 for Go's zero time."""
    parsed = parse_time(text)
    if parsed is None:
        return 0
    when, fraction = parsed
    return int(when.timestamp()) * 10**9 + int((fraction + "000000000")[:9])
