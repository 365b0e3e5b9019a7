"""Keys of a service that swarm ignores, that are out of date, and that the client refuses.

Source: docker/cli `compose/types/types.go`, `compose/loader/loader.go`, `command/stack/loader/loader.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile.errors import ComposeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_UNSUPPORTED = (
    *("build", "cgroupns_mode", "cgroup_parent", "devices", "domainname", "external_links", "ipc", "links"),
    *("mac_address", "network_mode", "pid", "privileged", "restart", "security_opt", "shm_size", "userns_mode"),
)
_DEPRECATED = {
    "container_name": "Setting the container name is not supported.",
    "expose": "Exposing ports is unnecessary - services on the same network can access each other's "
    "containers on any port.",
}
_LIMITS = "Set resource limits using deploy.resources"
_FORBIDDEN = {
    "extends": "Support for `extends` is not implemented yet.",
    "volume_driver": "Instead of setting the volume driver on the service, define a volume using the top-level "
    "`volumes` option and specify the driver there.",
    "volumes_from": "To share a volume between services, define it using the top-level `volumes` option and "
    "reference it from each service that shares it using the service-level `volumes` option.",
    **dict.fromkeys(("cpu_quota", "cpu_shares", "cpuset", "mem_limit", "memswap_limit"), _LIMITS),
}


class ForbiddenKeys(ComposeError):
    """Keys that make the client refuse the file. `stack deploy` prints the explanation instead."""

    def __init__(self, keys: Iterable[str]) -> None:
        super().__init__("Configuration contains forbidden properties")
        self.explanation = "Compose file contains unsupported options:\n\n" + _explained(keys, _FORBIDDEN) + "\n"


def refuse_forbidden(document: Mapping[str, Any]) -> None:
    """Raises ForbiddenKeys."""
    used = {key for service in _services([document]) for key in service if key in _FORBIDDEN}
    if used:
        raise ForbiddenKeys(used)


def unsupported_keys(documents: Iterable[Mapping[str, Any]]) -> list[str]:
    """Sorted; none twice."""
    return sorted({key for service in _services(documents) for key in service if key in _UNSUPPORTED})


def deprecated_keys(documents: Iterable[Mapping[str, Any]]) -> str:
    """The explanations of the keys in use, as the client prints them; "" for none."""
    return _explained({key for service in _services(documents) for key in service if key in _DEPRECATED}, _DEPRECATED)


def _explained(keys: Iterable[str], texts: Mapping[str, str]) -> str:
    return "\n\n".join(f"{key}: {texts[key]}" for key in sorted(keys))


def _services(documents: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for document in documents:
        services = document.get("services")
        if isinstance(services, dict):
            yield from (service for service in services.values() if isinstance(service, dict))
