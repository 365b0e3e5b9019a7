"""Flags that `swarm init`, `update` and `ca` share, and what they do to the specification of a swarm.

Source: docker/cli `cli/command/swarm/opts.go`, `opts/hosts.go`.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from tutor.shell.docker.command import ClientError, usage_error
from tutor.shell.docker.flags import Flag
from tutor.shell.docker.gotext import BadValue, csv_fields, quote
from tutor.shell.docker.kinds import DURATION, INT64, STRINGS, UINT, Kind, repeated, single
from tutor.shell.files import FileTrouble, resolve
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.flags import Values
    from tutor.shell.docker.objects import Json

_PORT = "2377"
_HOUR = 3600 * SECOND


def _node_address(text: str) -> str:
    """`IP|INTERFACE[:PORT]` with the usual port where none is given."""
    if text in ("", "tcp://"):
        return f"0.0.0.0:{_PORT}"
    address = text.removeprefix("tcp://")
    if "://" in address or not address:
        raise BadValue(f"invalid proto, expected tcp: {text}")
    host, colon, port = address.rpartition(":")
    if not colon or address.endswith("]"):
        host, port = address, _PORT
    if not (port or _PORT).isdecimal():
        raise BadValue(f'parse "tcp://{address}": invalid port ":{port}" after host')
    return f"{host or '0.0.0.0'}:{port or _PORT}"  # noqa: S104


def _pools(text: str) -> tuple[str, ...]:
    pools = []
    for part in csv_fields(text.translate(str.maketrans("", "", "\"'`"))) if text else ():
        try:
            if "/" not in part:
                raise ValueError(part)
            pools.append(str(ipaddress.ip_network(part.strip(), strict=False)))
        except ValueError:
            raise BadValue(f"invalid string being converted to CIDR: {part}") from None
    return tuple(pools)


def _external_ca(text: str) -> Json:
    """`protocol=cfssl,url=https://...`."""
    found: Json = {"Protocol": "", "URL": "", "Options": {}, "CACert": ""}
    for part in csv_fields(text):
        key, equals, value = part.partition("=")
        if not equals:
            raise BadValue(f"invalid field '{part}' must be a key=value pair")
        match key.lower():
            case "protocol":
                if value.lower() != "cfssl":
                    raise BadValue(f"unrecognized external CA protocol {value}")
                found["Protocol"] = "cfssl"
            case "url":
                found["URL"] = value
            case _:
                found["Options"][key] = value
    for name, field in (("protocol", "Protocol"), ("url", "URL")):
        if not found[field]:
            article = "the external-ca option needs a"
            raise BadValue(f"{article} {name}= parameter")
    return found


NODE_ADDRESS = single("node-addr", _node_address, "")
ADDRESS_POOL = Kind("ipNetSlice", _pools, zero=(), add=STRINGS.add)
EXTERNAL_CA = repeated("external-ca", _external_ca)
PEM_FILE = single("pem-file", str, "")
_EXPIRY = Flag(
    "cert-expiry", DURATION, "How long certificates of nodes are valid (ns|us|ms|s|m|h)", default=2160 * _HOUR
)
_EXTERNAL = Flag("external-ca", EXTERNAL_CA, "Where certificates are signed outside the swarm")
SWARM_FLAGS = (
    _EXPIRY,
    Flag(
        "dispatcher-heartbeat", DURATION, "How often nodes report to the managers (ns|us|ms|s|m|h)", default=5 * SECOND
    ),
    _EXTERNAL,
    Flag("max-snapshots", UINT, "How many older Raft snapshots to keep"),
    Flag("snapshot-interval", UINT, "How many log entries lie between Raft snapshots", default=10000),
    Flag("task-history-limit", INT64, "How many tasks to keep for each slot", default=5),
)
CA_FLAGS = (
    Flag("ca-cert", PEM_FILE, "File with the root certificate to use"),
    Flag("ca-key", PEM_FILE, "File with the key of that certificate"),
    _EXPIRY,
    _EXTERNAL,
)


def merged_spec(spec: Json, flags: Values) -> Json:
    """The specification with what the flags change; sections that nothing changes stay as they are."""
    new = {name: dict(section) if isinstance(section, dict) else section for name, section in spec.items()}

    def put(section: str, field: str, value: object) -> None:
        new.setdefault(section, {})[field] = value

    places = (
        ("task-history-limit", "Orchestration", "TaskHistoryRetentionLimit"),
        ("dispatcher-heartbeat", "Dispatcher", "HeartbeatPeriod"),
        ("max-snapshots", "Raft", "KeepOldSnapshots"),
        ("snapshot-interval", "Raft", "SnapshotInterval"),
        ("autolock", "EncryptionConfig", "AutoLockManagers"),
        ("cert-expiry", "CAConfig", "NodeCertExpiry"),
    )
    for flag, section, field in places:
        if flags.changed(flag):
            put(section, field, flags[flag])
    if flags.changed("external-ca"):
        put("CAConfig", "ExternalCAs", list(flags.many("external-ca")))
    return new


def ca_root(swarm: Json) -> str:
    """The root certificate of a swarm, as text."""
    root = (swarm.get("TLSInfo") or {}).get("TrustRoot", "")
    if not root:
        raise ClientError("No CA information available")
    return f"{root.strip()}\n"


def rotate_ca(spec: Json, call: Call) -> Json:
    """The specification that makes the managers replace the root certificate."""
    flags = call.flags
    certificate, key = (_pem(call, name) for name in ("ca-cert", "ca-key"))
    if flags.changed("external-ca") and not certificate:
        raise ClientError(
            "rotating to an external CA requires the `--ca-cert` flag to specify the external CA's cert - to add an "
            "external CA with the current root CA certificate, use the `update` command instead"
        )
    if certificate and not flags.changed("external-ca") and not key:
        raise ClientError(
            "the --ca-cert flag requires that a --ca-key flag and/or --external-ca flag be provided as well"
        )
    new = merged_spec(spec, flags)
    section = new.setdefault("CAConfig", {})
    section["SigningCACert"], section["SigningCAKey"] = certificate, key
    if not certificate and not key:
        section["ForceRotate"] = section.get("ForceRotate", 0) + 1
    return new


def check_files(call: Call) -> None:
    """The client reads these files while it reads the flags; it refuses them as wrong values.

    Raises:
        ClientError: in the layout of usage errors.
    """
    for flag in ("ca-cert", "ca-key"):
        try:
            _pem(call, flag)
        except ClientError as error:
            text = f"invalid argument {quote(call.flags.text(flag))} for {quote('--' + flag)} flag: {error.message}"
            raise usage_error(call.command, text) from None


def _pem(call: Call, flag: str) -> str:
    name = call.flags.text(flag)
    if not name:
        return ""
    try:
        text = call.host.files.read(resolve(call.host.cwd, name))
    except FileTrouble as trouble:
        raise ClientError(f"open {name}: {trouble.reason.lower()}") from None
    if "-----BEGIN" not in text:
        raise ClientError("file contents must be in PEM format")
    return text
