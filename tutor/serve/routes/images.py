"""Images of one host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.errors import EngineError
from tutor.serve.call import Stream
from tutor.serve.framing import JSON_TYPE, progress_line
from tutor.serve.router import Route

if TYPE_CHECKING:
    from tutor.serve.call import Call

CREATED, INVALID = 201, 400


def _pull(call: Call) -> Stream:
    """`fromImage` and `tag`; a tag may also be a digest, or stand in the name already."""
    name, tag = call.text("fromImage"), call.text("tag")
    if not name:
        raise EngineError(INVALID, "the sandbox can pull images, not import them: name one with fromImage")
    if tag:
        name = f"{name}@{tag}" if tag.startswith("sha256:") else f"{name}:{tag}"
    return Stream(call.engine.images.pull(name), progress_line, JSON_TYPE, at_once=False)


def _tag(call: Call) -> None:
    call.engine.images.tag(call.ref, call.text("repo"), call.text("tag"))


ROUTES = (
    Route("POST", "/images/create", _pull),
    Route("POST", "/images/prune", lambda call: call.engine.images.prune(call.filters)),
    Route("GET", "/images/{ref+}/history", lambda call: list(call.engine.images.history(call.ref))),
    Route("POST", "/images/{ref+}/tag", _tag, CREATED),
    Route("DELETE", "/images/{ref+}", lambda call: call.engine.images.remove(call.ref, call.on("force"))),
)
