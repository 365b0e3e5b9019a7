"""Short forms of values, written out: what the client does to a value before it is decoded.

Every function takes plain data and returns plain data in the long form. They raise BadValue with the client's text.
Source: docker/cli `compose/loader/loader.go` (the `transform...` functions).
"""

from __future__ import annotations

import struct
from typing import Any

from tutor.shell.docker.composefile.document import Timestamp
from tutor.shell.docker.composefile.values import go_kind, text_of
from tutor.shell.docker.composefile.volumes import parse_volume
from tutor.shell.docker.gotext import BadValue, parse_duration
from tutor.shell.docker.service_ports import expand, port_mappings
from tutor.shell.docker.service_words import split
from tutor.shell.docker.sizes import parse_bytes


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Timestamp)


def _unfit(value: Any, purpose: str) -> BadValue:
    return BadValue(f"invalid type {go_kind(value)} for {purpose}")


# ------------------------------------------------------------------ single values
def duration(value: Any) -> int:
    """Nanoseconds."""
    if not _is_text(value):
        raise _unfit(value, "duration")
    return parse_duration(value)


def size(value: Any) -> Any:
    """Bytes."""
    return parse_bytes(value) if _is_text(value) else value


def single_precision(value: Any) -> Any:
    """The shortest number that is the same in 32 bits."""
    if type(value) not in (int, float):
        return value
    (wanted,) = struct.unpack("f", struct.pack("f", value))
    return next(
        shorter
        for shorter in (float(f"{wanted:.{digits}g}") for digits in range(1, 10))
        if struct.unpack("f", struct.pack("f", shorter))[0] == wanted
    )


def command(value: Any) -> Any:
    """`sh -c "a b"` -> its words."""
    return split(value) if _is_text(value) else value


# ------------------------------------------------------------------ lists
def texts(value: Any) -> Any:
    """One text or a list of them."""
    if _is_text(value):
        return [value]
    if not isinstance(value, list):
        raise _unfit(value, "string list")
    return value


def texts_or_numbers(value: Any) -> Any:
    return [text_of(item) for item in value]


def health_test(value: Any) -> Any:
    if _is_text(value):
        return ["CMD-SHELL", value]
    if not isinstance(value, list):
        raise _unfit(value, "healthcheck.test")
    return value


def hosts(value: Any) -> list[str]:
    """`{host: ip}` or `["host:ip", "host=ip"]` -> `["host:ip"]`, brackets around IPv6 taken off."""
    if isinstance(value, dict):
        entries = sorted(f"{name}:{_verb_s(ip)}" for name, ip in value.items() if ip is not None)
    else:
        entries = [":".join(pair) for pair in (_host(text_of(entry)) for entry in value) if pair]
    result = []
    for entry in entries:
        name, _, ip = entry.partition(":")
        bare = ip[1:-1] if len(ip) > 2 and ip[0] == "[" and ip[-1] == "]" else ip
        result.append(f"{name}:{bare}")
    return result


def _host(entry: str) -> tuple[str, str] | None:
    for separator in "=:":
        name, found, ip = entry.partition(separator)
        if found:
            return name, ip
    return None


def _verb_s(value: Any) -> str:
    """`%s`, which Go has for texts alone."""
    return value if isinstance(value, str) else f"%!s({go_kind(value)}={text_of(value)})"


def ports(value: Any) -> list[Any]:
    """A list in which every short form is written out; one may stand for several."""
    found: list[Any] = []
    for entry in value:
        if isinstance(entry, dict):
            found.append(entry)
        elif _is_text(entry) or type(entry) is int:
            found += _short_port(text_of(entry))
        else:
            raise _unfit(entry, "port")
    return found


def _short_port(text: str) -> list[dict[str, Any]]:
    mappings = sorted(port_mappings(text), key=lambda mapping: f"{mapping.container}/{mapping.protocol}")
    return [_port(config) for mapping in mappings for config in expand(mapping)]


def _port(config: dict[str, Any]) -> dict[str, Any]:
    return {
        "mode": config["PublishMode"],
        "target": config["TargetPort"],
        "published": config.get("PublishedPort", 0),
        "protocol": config["Protocol"],
    }


# ------------------------------------------------------------------ mappings
def pairs(value: Any) -> dict[str, str]:
    """`{a: 1, b:}` or `["a=1", "b"]` -> `{"a": "1", "b": ""}`: labels, system controls."""
    return {key: item or "" for key, item in pairs_or_none(value).items()}


def pairs_or_none(value: Any) -> dict[str, str | None]:
    """The same, where a key without value stays without (environment)."""
    if isinstance(value, dict):
        return {key: None if item is None else text_of(item) for key, item in value.items()}
    found: dict[str, str | None] = {}
    for entry in value:
        key, equals, item = entry.partition("=")
        found[key] = item if equals else None
    return found


def options(value: Any) -> dict[str, str]:
    """Options of a driver."""
    if not isinstance(value, dict):
        raise _unfit(value, "map[string]string")
    return {key: "" if item is None else text_of(item) for key, item in value.items()}


def attachments(value: Any) -> Any:
    """Networks of a service."""
    return dict.fromkeys(value) if isinstance(value, list) else value


# ------------------------------------------------------------------ records
def build(value: Any) -> Any:
    return _short(value, "context", "service build")


def file_reference(value: Any) -> Any:
    return _short(value, "source", "secret")


def _short(value: Any, key: str, purpose: str) -> Any:
    if _is_text(value):
        return {key: value}
    if not isinstance(value, dict):
        raise _unfit(value, purpose)
    return value


def mount(value: Any) -> Any:
    if _is_text(value):
        return parse_volume(value)
    if not isinstance(value, dict):
        raise _unfit(value, "service volume")
    return value


def ulimit(value: Any) -> Any:
    if type(value) is int:
        return {"single": value}
    if not isinstance(value, dict):
        raise _unfit(value, "ulimits")
    return {key: value.get(key) for key in ("soft", "hard")}


def external(value: Any) -> Any:
    if isinstance(value, bool):
        return {"external": value}
    if not isinstance(value, dict):
        raise _unfit(value, "external")
    return {"external": True, "name": value.get("name")}
