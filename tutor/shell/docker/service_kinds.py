"""Flag values that only services have: mounts, ports, networks, secrets, preferences, resources.

A value becomes the Engine's JSON where it stands for an object. Source: docker/cli `opts/`,
`opts/swarmopts/`, `cli/command/service/opts.go`.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from tutor.shell.docker.gotext import BadValue, csv_fields, parse_float32, parse_int, parse_uint, quote
from tutor.shell.docker.kinds import Kind, repeated, single
from tutor.shell.docker.service_limits import generic_resource_term, ulimit
from tutor.shell.docker.service_mounts import mount
from tutor.shell.docker.service_ports import port_configs
from tutor.shell.docker.service_words import split

Json = dict[str, Any]
_LONG = re.compile(r"\w+=\w+(,\w+=\w+)*")
_DOMAIN = re.compile(
    r"(:?(:?[a-zA-Z0-9]|(:?[a-zA-Z0-9][a-zA-Z0-9\-]*[a-zA-Z0-9]))(:?\.(:?[a-zA-Z0-9]|"
    r"(:?[a-zA-Z0-9][a-zA-Z0-9\-]*[a-zA-Z0-9])))*)\.?\s*$"
)
_GATEWAY = "host-gateway"


def environment(text: str) -> str:
    """`NAME=value`, or `NAME` to take the value from the client's environment."""
    if not text.partition("=")[0]:
        raise BadValue(f"invalid environment variable: {text}")
    return text


def address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        raise BadValue(f"IP address is not correctly formatted: {text}") from None


def search_domain(text: str) -> str:
    domain = text.strip(" ")
    if domain == ".":
        return domain
    match = _DOMAIN.match(domain)
    if not re.search("[a-zA-Z]", domain) or not match or len(match[1]) >= 255:
        raise BadValue(f"{domain} is not a valid domain")
    return match[1]


def extra_host(text: str) -> str:
    """`host:address` or `host=address`."""
    name, equals, ip = text.partition("=")
    if not equals:
        name, equals, ip = text.partition(":")
    if not equals or not name or ":" in name:
        raise BadValue(f"bad format for add-host: {quote(text)}")
    if ip != _GATEWAY:
        ip = ip[1:-1] if len(ip) > 2 and ip[0] == "[" and ip[-1] == "]" else ip
        try:
            address(ip)
        except BadValue:
            raise BadValue(f"invalid IP address in add-host: {quote(ip)}") from None
    return f"{name}:{ip}"


def preference(text: str) -> Json:
    """`spread=node.labels.rack` -> a `PlacementPreference`."""
    strategy, equals, argument = text.partition("=")
    if not equals or not strategy:
        raise BadValue('placement preference must be of the format "<strategy>=<arg>"')
    if strategy != "spread":
        raise BadValue(f"unsupported placement preference {strategy} (only spread is supported)")
    return {"Spread": {"SpreadDescriptor": argument}}


def credential_spec(text: str) -> Json:
    """`config://`, `file://` or `registry://`; empty takes it away."""
    for scheme in ("config", "file", "registry"):
        if text.startswith(f"{scheme}://"):
            return {"Config": "", "File": "", "Registry": "", scheme.title(): text.removeprefix(f"{scheme}://")}
    if text:
        raise BadValue('invalid credential spec: value must be prefixed with "config://", "file://", or "registry://"')
    return {}


def network(text: str) -> Json:
    """`back` or `name=back,alias=db` -> a `NetworkAttachmentConfig`, its target not yet an id."""
    if not _LONG.search(text):
        return {"Target": text}
    attachment: Json = {"Target": "", "Aliases": [], "DriverOpts": {}}
    for field in csv_fields(text):
        key, equals, value = field.lower().partition("=")
        if not equals or not key:
            raise BadValue(f"invalid field {field}")
        _network_field(attachment, key.strip(), value.strip())
    if not attachment["Target"]:
        raise BadValue("network name/id is not specified")
    return attachment


def _network_field(attachment: Json, key: str, value: str) -> None:
    if key == "name":
        attachment["Target"] = value
    elif key == "alias":
        attachment["Aliases"].append(value)
    elif key == "driver-opt":
        name, equals, option = value.partition("=")
        if not equals or not name:
            raise BadValue("invalid key value pair format in driver options")
        attachment["DriverOpts"][name.strip()] = option.strip()
    elif key == "gw-priority":
        try:
            parse_int(value)
        except BadValue:
            raise BadValue(f"invalid gw-priority ({value}): invalid syntax") from None
    elif key not in ("ip", "ip6", "mac-address", "link-local-ip"):  # read and not used by services
        raise BadValue(f"invalid field key {key}")


def file_reference(text: str, kind: str) -> Json:
    """`pw` or `source=pw,target=/run/x,uid=1,mode=0400`; `kind` is `secret` or `config`.

    The result has `Name` (of the secret or config) and `File` (the Engine's file target).
    """
    fields = csv_fields(text)
    file: Json = {"Name": "", "UID": "0", "GID": "0", "Mode": 0o444}
    if len(fields) == 1 and "=" not in fields[0]:
        return {"Name": fields[0], "File": {**file, "Name": fields[0]}}
    name = ""
    for field in fields:
        key, equals, value = field.partition("=")
        if not equals or not key:
            raise BadValue(f"invalid field '{field}' must be a key=value pair")
        match key.lower():
            case "source" | "src":
                name = value
            case "target":
                file["Name"] = value
            case "uid" | "gid":
                file[key.upper()] = value
            case "mode":
                file["Mode"] = _mode(value)
            case _:
                raise BadValue(f"invalid field in {kind} request: {key}")
    if not name:
        raise BadValue("source is required")
    return {"Name": name, "File": {**file, "Name": file["Name"] or name}}


def _mode(text: str) -> int:
    try:
        return parse_uint(text, 32)
    except BadValue as error:
        raise BadValue(f"invalid mode specified: {error}") from None


def _extend(old: Any, new: Any) -> Any:
    return (*(old or ()), *new)


WORDS = single("command", lambda text: tuple(split(text)), zero=())
PORTS = Kind("port", port_configs, zero=(), add=_extend)
MOUNTS = repeated("mount", mount)
NETWORKS = repeated("network", network)
SECRETS = repeated("secret", lambda text: file_reference(text, "secret"))
CONFIGS = repeated("config", lambda text: file_reference(text, "config"))
PREFERENCES = repeated("pref", preference)
ULIMITS = repeated("ulimit", ulimit)
CREDENTIAL_SPEC = single("credential-spec", credential_spec)
ENVIRONMENT = repeated("list", environment)
ADDRESSES = repeated("list", address)
SEARCH_DOMAINS = repeated("list", search_domain)
EXTRA_HOSTS = repeated("list", extra_host)
RESOURCES = repeated("list", generic_resource_term)
RATIO = Kind("float", parse_float32, zero=0.0)
