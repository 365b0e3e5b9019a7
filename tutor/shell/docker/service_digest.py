"""The image of a service before it is sent: tagged, and pinned to the digest that the registry has for it.

Source: docker client `service_create.go` (`resolveContainerSpecImage`, `imageDigestAndPlatforms`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.shell.docker.service_image import with_digest, with_tag

if TYPE_CHECKING:
    from tutor.engine.engine import Engine

Json = dict[str, Any]


def settle_image(engine: Engine, spec: Json, *, query: bool) -> str:
    """Tag the image of `spec` (changed in place); with `query` record digest and platforms, too.

    Returns the warning that the client prints when the registry does not know the image, else "".
    """
    container = spec["TaskTemplate"]["ContainerSpec"]
    container["Image"] = image = with_tag(container.get("Image", "")) or container.get("Image", "")
    if not query:
        return ""
    try:
        found = engine.distribution.inspect(image)
    except EngineError:
        return _warning(image)
    container["Image"] = with_digest(image, found["Descriptor"]["digest"])
    platforms = [_platform(one) for one in found.get("Platforms") or ()]
    if platforms:
        task = spec["TaskTemplate"]
        task["Placement"] = {**(task.get("Placement") or {}), "Platforms": platforms}
    return ""


def _platform(found: Json) -> Json:
    """Nodes name their ARM variants otherwise than registries do, so the client asks for any of them."""
    architecture = found.get("architecture", "")
    wanted = {} if architecture.lower() == "arm" else {"Architecture": architecture}
    return {**wanted, "OS": found.get("os", "")}


def _warning(image: str) -> str:
    return (
        f"image {image} could not be accessed on a registry to record\n"
        f"its digest. Each node will access {image} independently,\n"
        "possibly leading to different nodes running different\n"
        "versions of the image.\n"
    )
