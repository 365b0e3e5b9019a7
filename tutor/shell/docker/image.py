"""`docker image` and its short forms: images, pull, rmi.

Source: docker/cli `cli/command/image/`, `cli/command/formatter/image.go`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutor.engine.errors import EngineError
from tutor.shell.docker.asking import confirm
from tutor.shell.docker.command import ClientError, Command, Group, at_least, between, exactly
from tutor.shell.docker.elsewhere.images import BUILD, IMAGE_STUBS
from tutor.shell.docker.elsewhere.images import TOP as TOP_STUBS
from tutor.shell.docker.errors import error_text
from tutor.shell.docker.flags import FILTERS, FORMAT, FORMAT_F, NO_TRUNC, QUIET_IDS, Flag
from tutor.shell.docker.image_names import NAME_COMMANDS
from tutor.shell.docker.kinds import BOOL, FILTER, STRING, STRINGS
from tutor.shell.docker.objects import REFUSALS, inspected
from tutor.shell.docker.pulling import pulled
from tutor.shell.docker.service_image import BadReference, Image, parse_image, with_tag
from tutor.shell.docker.sizes import human_duration, human_size
from tutor.shell.docker.stubs import shortened
from tutor.shell.docker.tables import short_id
from tutor.shell.docker.templates import RowType, chosen, listing
from tutor.shell.process import Write
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.gotypes import Row
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process

_TABLE = "table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}"
_DIGESTS = "table {{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}"
NOT_FOUND = 404
_NONE = "<none>"
IMAGES = RowType(
    "*formatter.imageContext",
    {
        "ID": "IMAGE ID",
        "Repository": "REPOSITORY",
        "Tag": "TAG",
        "Digest": "DIGEST",
        "CreatedSince": "CREATED",
        "CreatedAt": "CREATED AT",
        "Size": "SIZE",
        "Containers": "CONTAINERS",
        "VirtualSize": "SIZE",
        "SharedSize": "SHARED SIZE",
        "UniqueSize": "UNIQUE SIZE",
    },
)


def list_images(call: Call) -> Process:
    flags = call.flags
    filters = dict(flags.filters())
    if call.args:
        filters["reference"] = (*filters.get("reference", ()), call.args[0])
    digests = flags.on("digests")
    table = _DIGESTS if digests else _TABLE
    layout = chosen(flags.text("format"), table, quiet=flags.on("quiet"))
    digests = digests or "{{.Digest}}" in layout
    truncate = not flags.on("no-trunc")
    rows = [
        row
        for image in call.engine.images.list(filters)
        for row in _rows(image, call.now, truncate=truncate, digests=digests)
    ]
    yield Write(listing(layout, IMAGES, rows))
    return 0


def _rows(image: Json, now: int, *, truncate: bool, digests: bool) -> list[Row]:
    """One line for each tag of an image; with digests one for each pair that belongs together."""
    known = {name.rpartition("@")[0]: name.rpartition("@")[2] for name in image.get("RepoDigests") or ()}
    tags = [tag for tag in image.get("RepoTags") or () if tag != f"{_NONE}:{_NONE}"]
    if not tags:
        names = list(known) or [_NONE]
        return [_row(image, name, _NONE, known.get(name, _NONE), now, truncate=truncate) for name in names]
    rows = []
    for name in tags:
        repository, _, tag = name.rpartition(":")
        digest = known.get(repository, _NONE) if digests else _NONE
        rows.append(_row(image, repository, tag, digest, now, truncate=truncate))
    return rows


def _row(image: Json, repository: str, tag: str, digest: str, now: int, *, truncate: bool) -> Row:
    created = image.get("Created", 0)
    return IMAGES.row(
        ID=short_id(image["Id"], truncate=truncate),
        Repository=repository,
        Tag=tag,
        Digest=digest,
        CreatedSince=f"{human_duration(now - created * SECOND)} ago" if created > 0 else "N/A",
        CreatedAt=f"{datetime.fromtimestamp(created, UTC):%Y-%m-%d %H:%M:%S} +0000 UTC",
        Size=human_size(image.get("Size", 0), 3),
        Containers="N/A",
        VirtualSize=human_size(image.get("Size", 0), 3),
        SharedSize="N/A",
        UniqueSize="N/A",
    )


def inspect_images(call: Call) -> Process:
    return (yield from inspected(call, "image.InspectResponse", call.engine.images.inspect, status=64))


def pull(call: Call) -> Process:
    name, quiet = call.args[0], call.flags.on("quiet")
    try:
        image = parse_image(name)
    except BadReference as error:
        raise ClientError(str(error)) from None
    if call.flags.on("all-tags"):
        if image.tag or image.digest:
            raise ClientError("tag can't be used with --all-tags/-a")
        return (yield from _pull_all(call, image))
    full = with_tag(name)
    if not image.tag and not image.digest and not quiet:
        yield Write("Using default tag: latest\n")
    yield from pulled(call, full, quiet=quiet)
    domain_and_path = f"{image.domain}/{image.path}"
    shown = f":{parse_image(full).tag}" if not image.digest else f"@{image.digest}"
    yield Write(f"{domain_and_path}{shown}\n")
    return 0


def _pull_all(call: Call, image: Image) -> Process:
    """Every tag of a repository."""
    yield from pulled(call, str(image), quiet=call.flags.on("quiet"), every=True)
    yield Write(f"{image.domain}/{image.path}\n")
    return 0


def remove(call: Call) -> Process:
    errors, missing = [], True
    for ref in call.args:
        try:
            answers = call.engine.images.remove(ref, call.flags.on("force"))
        except REFUSALS as error:
            errors.append(error_text(error))
            missing = missing and isinstance(error, EngineError) and error.status == NOT_FOUND
            continue
        for answer in answers:
            yield Write("".join(f"{word}: {name}\n" for word, name in answer.items()))
    if errors:
        text = "\n".join(errors)
        if not missing or not call.flags.on("force"):
            raise ClientError(text)
        yield Write(f"{text}\n", "stderr")
    return 0


def prune(call: Call) -> Process:
    what = (
        "all images without at least one container associated to them"
        if call.flags.on("all")
        else "all dangling images"
    )
    question = f"WARNING! This will remove {what}.\nAre you sure you want to continue?"
    if not call.flags.on("force") and not (yield from confirm(call, question)):
        return 0
    filters = {**call.flags.filters(), "dangling": ("false" if call.flags.on("all") else "true",)}
    report = call.engine.images.prune(filters)
    deleted: list[Json] = report.get("ImagesDeleted") or []
    reclaimed = report.get("SpaceReclaimed", 0)
    text = ""
    if deleted:
        lines = "".join(f"{word.lower()}: {name}\n" for answer in deleted for word, name in answer.items())
        text = f"Deleted Images:\n{lines}\n"
    yield Write(f"{text}Total reclaimed space: {human_size(reclaimed)}\n")
    return 0


_LS = Command(
    "image ls",
    "[OPTIONS] [REPOSITORY[:TAG]]",
    "List images",
    list_images,
    (
        Flag("all", BOOL, "Also those in between", short="a", shown="hides intermediate images"),
        Flag("digests", BOOL, "Show digests"),
        FILTERS,
        FORMAT,
        NO_TRUNC,
        QUIET_IDS,
        Flag("tree", BOOL, "Show platforms as a tree", api="1.47", honoured=False),
    ),
    between(0, 1),
    aliases=("list",),
    alias_line="docker image ls, docker image list, docker images",
)
_PULL = Command(
    "image pull",
    "[OPTIONS] NAME[:TAG|@DIGEST]",
    "Fetch an image from a registry",
    pull,
    (
        Flag("all-tags", BOOL, "All tags of the repository", short="a"),
        Flag("disable-content-trust", BOOL, "Do not check signatures", default=True),
        Flag("platform", STRING, "Platform to fetch it for", honoured=False),
        Flag("quiet", BOOL, "Show the name only", short="q"),
    ),
    exactly(1),
    alias_line="docker image pull, docker pull",
)
_RM = Command(
    "image rm",
    "[OPTIONS] IMAGE [IMAGE...]",
    "Remove images",
    remove,
    (
        Flag("force", BOOL, "Also when containers use it", short="f"),
        Flag("no-prune", BOOL, "Keep parents that have no tag"),
        Flag("platform", STRINGS, "Only for this platform", api="1.50", honoured=False),
    ),
    at_least(1),
    aliases=("remove",),
    alias_line="docker image rm, docker image remove, docker rmi",
)
GROUP = Group(
    path="image",
    about="Images",
    commands=(
        _LS,
        _PULL,
        _RM,
        Command(
            "image inspect",
            "[OPTIONS] IMAGE [IMAGE...]",
            "Show everything about images",
            inspect_images,
            (FORMAT_F, Flag("platform", STRING, "Platform to look at", api="1.49", honoured=False)),
            at_least(1),
        ),
        Command(
            "image prune",
            "[OPTIONS]",
            "Remove the images that nothing uses",
            prune,
            (
                Flag("all", BOOL, "All that no container uses, not just those without a tag", short="a"),
                Flag("filter", FILTER, "Which of them"),
                Flag("force", BOOL, "Do not ask", short="f"),
            ),
        ),
        BUILD,
        *IMAGE_STUBS,
        *NAME_COMMANDS,
    ),
)
TOP = (
    replace(_LS, path="images", aliases=(), top=7),
    replace(_PULL, path="pull", aliases=(), top=5),
    replace(_RM, path="rmi", aliases=()),
    *TOP_STUBS,
    *(shortened(command, 6 if command.name == "push" else 0) for command in NAME_COMMANDS),
)
