"""`docker tag`, `docker history`, `docker push`. Source: docker/cli `cli/command/image/{tag,history,push}.go`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutor.shell.docker.command import ClientError, Command, exactly
from tutor.shell.docker.flags import FORMAT, NO_TRUNC, QUIET_IDS, Flag
from tutor.shell.docker.gotext import quote
from tutor.shell.docker.kinds import BOOL, STRING
from tutor.shell.docker.service_image import BadReference, Image, parse_image
from tutor.shell.docker.sizes import human_duration, human_size
from tutor.shell.docker.tables import ellipsis, short_id
from tutor.shell.docker.templates import RowType, chosen, listing
from tutor.shell.process import Write
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.gotypes import Row
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process

_TABLE = "table {{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}"
HISTORY = RowType(
    "*image.historyContext",
    {
        "ID": "IMAGE",
        "CreatedSince": "CREATED",
        "CreatedAt": "CREATED AT",
        "CreatedBy": "CREATED BY",
        "Size": "SIZE",
        "Comment": "COMMENT",
    },
)
_COMMAND_WIDTH = 45


def tag(call: Call) -> Process:
    source, target = call.args
    try:
        name = parse_image(target)
    except BadReference as error:
        raise ClientError(f"Error parsing reference: {quote(target)} is not a valid repository/tag: {error}") from None
    if name.digest:
        raise ClientError("refusing to create a tag with a digest reference")
    call.engine.images.tag(source, str(Image(name.domain, name.path)), name.tag)
    yield from ()
    return 0


def history(call: Call) -> Process:
    flags = call.flags
    layout = chosen(flags.text("format"), _TABLE, quiet=flags.on("quiet"))
    rows = [_row(call, layer) for layer in call.engine.images.history(call.args[0])]
    yield Write(listing(layout, HISTORY, rows))
    return 0


def _row(call: Call, layer: Json) -> Row:
    truncate, human = not call.flags.on("no-trunc"), call.flags.on("human")
    created = f"{datetime.fromtimestamp(layer['Created'], UTC):%Y-%m-%dT%H:%M:%SZ}"
    since = f"{human_duration(call.now - layer['Created'] * SECOND)} ago"
    by = layer["CreatedBy"].replace("\t", " ")
    return HISTORY.row(
        ID=short_id(layer["Id"], truncate=truncate),
        CreatedSince=since if human else created,
        CreatedAt=created,
        CreatedBy=ellipsis(by, _COMMAND_WIDTH) if truncate else by,
        Size=human_size(layer["Size"], 3) if human else str(layer["Size"]),
        Comment=layer["Comment"],
    )


def push(call: Call) -> Process:
    """The pretend registry takes nothing: as Docker Hub refuses those who are not logged in."""
    try:
        name = parse_image(call.args[0])
    except BadReference as error:
        raise ClientError(str(error)) from None
    if not name.tag and not call.flags.on("all-tags") and not call.flags.on("quiet"):
        yield Write("Using default tag: latest\n")
    yield Write(f"The push refers to repository [{name.domain}/{name.path}]\n")
    known = call.engine.images.list({"reference": [str(Image(name.domain, name.path, name.tag or "latest"))]})
    if not known:
        raise ClientError(f"An image does not exist locally with the tag: {Image(name.domain, name.path)}")
    raise ClientError("denied: requested access to the resource is denied")


def _aliases(name: str) -> str:
    return f"docker image {name}, docker {name}"


NAME_COMMANDS = (
    Command(
        "image history",
        "[OPTIONS] IMAGE",
        "Show the layers of an image",
        history,
        (
            FORMAT,
            Flag("human", BOOL, "Sizes and times for people to read", short="H", default=True),
            NO_TRUNC,
            Flag("platform", STRING, "Platform to look at", api="1.48"),
            QUIET_IDS,
        ),
        exactly(1),
        alias_line=_aliases("history"),
    ),
    Command(
        "image push",
        "[OPTIONS] NAME[:TAG]",
        "Send an image to a registry",
        push,
        (
            Flag("all-tags", BOOL, "All tags of the repository", short="a"),
            Flag("disable-content-trust", BOOL, "Do without signatures", default=True),
            Flag("platform", STRING, "Platform to send", api="1.46"),
            Flag("quiet", BOOL, "Show no progress", short="q"),
        ),
        exactly(1),
        alias_line=_aliases("push"),
    ),
    Command(
        "image tag",
        "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
        "Give an image a further name",
        tag,
        (),
        exactly(2),
        alias_line=_aliases("tag"),
    ),
)
