"""`docker config`. Source: docker/cli `cli/command/config/`."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from tutor.shell.docker.command import ClientError, Command, Group, at_least, exactly
from tutor.shell.docker.contents import age, content, pretty_labels, pretty_times
from tutor.shell.docker.flags import FILTERS, FORMAT, FORMAT_F, PRETTY, QUIET_IDS, Flag
from tutor.shell.docker.gotext import quote
from tutor.shell.docker.kinds import LABELS, STRING
from tutor.shell.docker.objects import (
    each,
    inspected,
    key_values,
    label_reader,
    labels_text,
    pretty_blocks,
    wants_pretty,
)
from tutor.shell.docker.tables import natural_key
from tutor.shell.docker.templates import RowType, chosen, listing
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.gotypes import Row
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process

_TABLE = "table {{.ID}}\t{{.Name}}\t{{.CreatedAt}}\t{{.UpdatedAt}}"
CONFIGS = RowType(
    "*config.configContext",
    {"ID": "ID", "Name": "NAME", "CreatedAt": "CREATED", "UpdatedAt": "UPDATED", "Labels": "LABELS"},
)


def create(call: Call) -> Process:
    name, file = call.args
    try:
        data = content(call, file, "config")
    except ClientError as error:
        raise ClientError(f"Error reading content from {quote(file)}: {error.message}") from None
    spec: Json = {"Name": name, "Labels": key_values(call.flags.many("label")), "Data": data}
    if call.flags.text("template-driver"):
        spec["Templating"] = {"Name": call.flags.text("template-driver")}
    yield Write(f"{call.engine.configs.create(spec)['ID']}\n")
    return 0


def inspect_configs(call: Call) -> Process:
    if wants_pretty(call):
        return (yield from pretty_blocks(call.args, call.engine.configs.inspect, _pretty))
    return (yield from inspected(call, "swarm.Config", call.engine.configs.inspect))


def _pretty(config: Json) -> str:
    spec = config["Spec"]
    lines = [f"ID:\t\t\t{config['ID']}", f"Name:\t\t\t{spec['Name']}", *pretty_labels(config)]
    text = base64.b64decode(spec.get("Data") or "").decode(errors="replace")
    return "\n".join([*lines, *pretty_times(config, "            \t"), "Data:", text])


def list_configs(call: Call) -> Process:
    configs = call.engine.configs.list(call.flags.filters())
    configs = sorted(configs, key=lambda config: natural_key(config["Spec"]["Name"]))
    layout = chosen(call.flags.text("format"), _TABLE, quiet=call.flags.on("quiet"))
    yield Write(listing(layout, CONFIGS, [_row(call, config) for config in configs]))
    return 0


def _row(call: Call, config: Json) -> Row:
    spec = config["Spec"]
    return CONFIGS.row(
        ID=config["ID"],
        Name=spec["Name"],
        CreatedAt=age(call, config["CreatedAt"]),
        UpdatedAt=age(call, config["UpdatedAt"]),
        Labels=labels_text(spec.get("Labels")),
        Label=label_reader(spec.get("Labels")),
    )


def remove(call: Call) -> Process:
    return (yield from each(call, call.engine.configs.remove))


GROUP = Group(
    path="config",
    about="Configs: files that services are given",
    swarm_only=True,
    swarm="manager",
    commands=(
        Command(
            "config create",
            "[OPTIONS] CONFIG file|-",
            "Make a config of a file or of standard input",
            create,
            (
                Flag("label", LABELS, "Label of the config", short="l"),
                Flag("template-driver", STRING, "What fills in the config as a template"),
            ),
            exactly(2),
        ),
        Command(
            "config inspect",
            "[OPTIONS] CONFIG [CONFIG...]",
            "Show everything about configs",
            inspect_configs,
            (FORMAT_F, PRETTY),
            at_least(1),
        ),
        Command(
            "config ls", "[OPTIONS]", "List configs", list_configs, (FILTERS, FORMAT, QUIET_IDS), aliases=("list",)
        ),
        Command("config rm", "CONFIG [CONFIG...]", "Remove configs", remove, arity=at_least(1), aliases=("remove",)),
    ),
)
