"""Published ports as the docker client reads them: `8080:80/tcp`, `published=8080,target=80,mode=host`.

Both forms become the Engine's `PortConfig` JSON. Each function raises BadValue with the client's own
text. Sources: docker/go-connections `nat/nat.go`, docker/cli `opts/swarmopts/port.go`.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Any

from tutor.shell.docker.gotext import BadValue, csv_fields

Json = dict[str, Any]
_LONG = re.compile(r"\w+=\w+(,\w+=\w+)*")
_HIGHEST = 65535


@dataclass(frozen=True, slots=True)
class PortMapping:
    """One container port and where it is bound. `host` is "", a port or a range such as `80-90`."""

    container: int
    protocol: str
    host: str
    address: str


def port_configs(text: str) -> list[Json]:
    """What `--publish TEXT` asks for: one `PortConfig` or more."""
    if _LONG.search(text):
        return [_long(text)]
    mappings = port_mappings(text)
    if any(mapping.address for mapping in mappings):
        raise BadValue("hostip is not supported")
    return [config for mapping in mappings for config in expand(mapping)]


def port_mappings(text: str) -> list[PortMapping]:
    """The short form `[address:][host[-host]:]container[-container][/protocol]`, ranges taken apart."""
    address, host, container = _split(text)
    container, _, protocol = container.partition("/")
    protocol = protocol.split("/")[0] or "tcp"
    address = _address(address)
    if not container:
        raise BadValue(f"no port specified: {text}<empty>")
    first, last = _range(container, "containerPort")
    host_first, host_last = _range(host, "hostPort") if host else (0, 0)
    if host and last - first != host_last - host_first and last != first:
        raise BadValue(f"invalid ranges specified for container and host Ports: {container} and {host}")
    if protocol.lower() not in ("tcp", "udp", "sctp"):
        raise BadValue(f"invalid proto: {protocol}")
    mappings = []
    for offset in range(last - first + 1):
        bound = str(host_first + offset) if host else ""
        if first == last and host_first != host_last:
            bound = f"{bound}-{host_last}"
        mappings.append(PortMapping(first + offset, protocol.lower(), bound, address))
    return mappings


def expand(mapping: PortMapping) -> list[Json]:
    """One `PortConfig` for each host port of the mapping."""
    first, last = _range(mapping.host, "hostPort") if mapping.host else (0, 0)
    return [_config(mapping.protocol, mapping.container, published) for published in range(first, last + 1)]


def _config(protocol: str, target: int, published: int, mode: str = "ingress") -> Json:
    config: Json = {"Protocol": protocol, "TargetPort": target}
    if published:
        config["PublishedPort"] = published
    config["PublishMode"] = mode
    return config


def _split(text: str) -> tuple[str, str, str]:
    parts = text.split(":")
    host = parts[-2] if len(parts) > 1 else ""
    return ":".join(parts[:-2]), host, parts[-1]


def _address(text: str) -> str:
    if not text:
        return ""
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        raise BadValue(f"invalid IP address: {bare}") from None
    return bare


def _range(text: str, name: str) -> tuple[int, int]:
    parts = text.split("-")
    numbers = [int(part) for part in parts[:2] if part.isascii() and part.isdecimal() and int(part) <= _HIGHEST]
    if len(numbers) != min(len(parts), 2) or numbers[-1] < numbers[0]:
        raise BadValue(f"invalid {name}: {text}")
    return numbers[0], numbers[-1]


def _long(text: str) -> Json:
    protocol, mode = "tcp", "ingress"
    target = published = 0
    for field in csv_fields(text):
        key, equals, value = field.lower().partition("=")
        if not equals or not key:
            raise BadValue(f"invalid field: {field}")
        match key:
            case "protocol":
                if value not in ("tcp", "udp", "sctp"):
                    raise BadValue(f"invalid protocol value '{value}'")
                protocol = value
            case "mode":
                if value not in ("ingress", "host"):
                    raise BadValue(f"invalid publish mode value ({value}): must be either 'ingress' or 'host'")
                mode = value
            case "target":
                target = _port(value, "target")
            case "published":
                published = _port(value, "published")
            case _:
                raise BadValue(f"invalid field key: {key}")
    if not target:
        raise BadValue("missing mandatory field 'target'")
    return _config(protocol, target, published, mode)


def _port(text: str, name: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise BadValue(f"invalid {name} port ({text}): value must be an integer: invalid syntax")
    if int(text) > _HIGHEST:
        raise BadValue(f"invalid {name} port ({text}): value must be an integer: value out of range")
    return int(text)
