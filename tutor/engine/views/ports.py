"""Published ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutor.swarm.spec import Json, PortConfig


def port_view(port: PortConfig) -> Json:
    view: Json = {"Name": port.name} if port.name else {}
    view["Protocol"] = port.protocol
    view["TargetPort"] = port.target
    if port.published:
        view["PublishedPort"] = port.published
    view["PublishMode"] = port.mode
    return view


def ports_view(ports: Iterable[PortConfig]) -> list[Json]:
    return [port_view(port) for port in ports]
