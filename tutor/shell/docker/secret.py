"""`docker secret`. Source: docker/cli `cli/command/secret/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.command import ClientError, Command, Group, at_least, between
from tutor.shell.docker.contents import age, content, pretty_labels, pretty_times
from tutor.shell.docker.flags import FILTERS, FORMAT, FORMAT_F, PRETTY, QUIET_IDS, Flag
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

_TABLE = "table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.CreatedAt}}\t{{.UpdatedAt}}"
SECRETS = RowType(
    "*secret.secretContext",
    {
        "ID": "ID",
        "Name": "NAME",
        "Driver": "DRIVER",
        "CreatedAt": "CREATED",
        "UpdatedAt": "UPDATED",
        "Labels": "LABELS",
    },
)


def create(call: Call) -> Process:
    name, *rest = call.args
    file = rest[0] if rest else ""
    spec: Json = {"Name": name, "Labels": key_values(call.flags.many("label"))}
    if call.flags.text("driver"):
        if file:
            raise ClientError("When using secret driver secret data must be empty")
        spec["Driver"] = {"Name": call.flags.text("driver")}
    else:
        spec["Data"] = content(call, file, "secret")
    if call.flags.text("template-driver"):
        spec["Templating"] = {"Name": call.flags.text("template-driver")}
    yield Write(f"{call.engine.secrets.create(spec)['ID']}\n")
    return 0


def inspect_secrets(call: Call) -> Process:
    if wants_pretty(call):
        return (yield from pretty_blocks(call.args, call.engine.secrets.inspect, _pretty))
    return (yield from inspected(call, "swarm.Secret", call.engine.secrets.inspect))


def _pretty(secret: Json) -> str:
    spec = secret["Spec"]
    lines = [f"ID:              {secret['ID']}", f"Name:              {spec['Name']}", *pretty_labels(secret)]
    lines.append(f"Driver:            {(spec.get('Driver') or {}).get('Name', '')}")
    return "\n".join([*lines, *pretty_times(secret, "        ")])


def list_secrets(call: Call) -> Process:
    secrets = call.engine.secrets.list(call.flags.filters())
    secrets = sorted(secrets, key=lambda secret: natural_key(secret["Spec"]["Name"]))
    layout = chosen(call.flags.text("format"), _TABLE, quiet=call.flags.on("quiet"))
    yield Write(listing(layout, SECRETS, [_row(call, secret) for secret in secrets]))
    return 0


def _row(call: Call, secret: Json) -> Row:
    spec = secret["Spec"]
    return SECRETS.row(
        ID=secret["ID"],
        Name=spec["Name"],
        Driver=(spec.get("Driver") or {}).get("Name", ""),
        CreatedAt=age(call, secret["CreatedAt"]),
        UpdatedAt=age(call, secret["UpdatedAt"]),
        Labels=labels_text(spec.get("Labels")),
        Label=label_reader(spec.get("Labels")),
    )


def remove(call: Call) -> Process:
    return (yield from each(call, call.engine.secrets.remove))


GROUP = Group(
    path="secret",
    about="Secrets: small texts that services are given in files",
    swarm_only=True,
    swarm="manager",
    commands=(
        Command(
            "secret create",
            "[OPTIONS] SECRET [file|-]",
            "Make a secret of a file or of standard input",
            create,
            (
                Flag("driver", STRING, "Where the secret is kept", short="d"),
                Flag("label", LABELS, "Label of the secret", short="l"),
                Flag("template-driver", STRING, "What fills in the secret as a template"),
            ),
            between(1, 2),
        ),
        Command(
            "secret inspect",
            "[OPTIONS] SECRET [SECRET...]",
            "Show everything about secrets but their content",
            inspect_secrets,
            (FORMAT_F, PRETTY),
            at_least(1),
        ),
        Command(
            "secret ls", "[OPTIONS]", "List secrets", list_secrets, (FILTERS, FORMAT, QUIET_IDS), aliases=("list",)
        ),
        Command("secret rm", "SECRET [SECRET...]", "Remove secrets", remove, arity=at_least(1), aliases=("remove",)),
    ),
)
