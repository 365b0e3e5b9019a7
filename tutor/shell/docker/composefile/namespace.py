"""Names and labels by which a stack knows its own.

Source: docker/cli `compose/convert/compose.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACE = "com.docker.stack.namespace"
IMAGE = "com.docker.stack.image"


def scoped(stack: str, name: str) -> str:
    return f"{stack}_{name}"


def with_namespace(stack: str, labels: Mapping[str, str] | None) -> dict[str, str]:
    return {**(labels or {}), NAMESPACE: stack}
