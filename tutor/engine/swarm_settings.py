"""Settings of a swarm: what an update makes of them, and what the managers refuse.

Sources: engine `daemon/cluster/convert/swarm.go`, swarmkit `manager/controlapi/{cluster,ca_rotation}.go`.
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from tutor.swarm.clock import HOUR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.swarm.spec import Json

SECTIONS = ("Orchestration", "Raft", "Dispatcher", "CAConfig", "EncryptionConfig", "TaskDefaults")
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_SEQUENCE = b"\x30"
BLANK: Json = {
    "Name": "default",
    "Orchestration": {"TaskHistoryRetentionLimit": 0},
    "Raft": {
        "SnapshotInterval": 0,
        "KeepOldSnapshots": 0,
        "LogEntriesForSlowFollowers": 0,
        "ElectionTick": 0,
        "HeartbeatTick": 0,
    },
    "Dispatcher": {"HeartbeatPeriod": 0},
    "CAConfig": {"NodeCertExpiry": 0},
    "TaskDefaults": {},
    "EncryptionConfig": {"AutoLockManagers": False},
}
"""What an update is laid upon: it names the whole specification."""
UNSET_IS_KEPT = (("Raft", "SnapshotInterval"), ("Dispatcher", "HeartbeatPeriod"), ("CAConfig", "NodeCertExpiry"))
"""Settings of which zero means that nobody said anything."""


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Json:
    """The settings with what `new` says of them; sections keep the members that are not named."""
    spec: Json = {**old, "Labels": dict(new.get("Labels") or {}), "Name": new.get("Name") or old["Name"]}
    for section in SECTIONS:
        given = {key: value for key, value in (new.get(section) or {}).items() if _is_set(key, value)}
        spec[section] = {**old.get(section, {}), **given}
    for section, member in UNSET_IS_KEPT:
        spec[section] = {**spec[section], member: spec[section].get(member) or old[section][member]}
    return spec


def _is_set(member: str, value: Any) -> bool:
    """A zero is no setting, but for the members that Go holds by a pointer, and for the count of CA rotations."""
    if isinstance(value, int) and not isinstance(value, bool) and not value:
        return member in ("TaskHistoryRetentionLimit", "KeepOldSnapshots", "ForceRotate")
    return value is not None


def name_certificates(spec: Json, root: str) -> None:
    """Whoever signs outside the swarm signs for the present root, unless another one is named."""
    authorities = spec["CAConfig"].get("ExternalCAs")
    if authorities:
        named = [{**one, "CACert": one.get("CACert") or root} for one in authorities]
        spec["CAConfig"] = {**spec["CAConfig"], "ExternalCAs": named}


def spec_refusal(spec: Json) -> str:
    """Why the managers will not have these settings; empty when they will."""
    expiry = spec["CAConfig"]["NodeCertExpiry"]
    if expiry and expiry < HOUR:
        return "minimum certificate expiry time is: 1h0m0s"
    if spec["Dispatcher"]["HeartbeatPeriod"] < 0:
        return "heartbeat time period cannot be a negative duration"
    return ""


def signing_refusal(certificate: str, key: str) -> str:
    """Why the managers will not sign with these; empty when they will, or when there are none."""
    if key and not certificate:
        return "if a signing CA key is provided, the signing CA cert must also be provided"
    match = _CERTIFICATE.search(certificate)
    if certificate and (match is None or not _is_der(match[1])):
        return 'invalid root certificates: {"code":1003,"message":"Failed to parse certificate"}'
    return ""


def _is_der(text: str) -> bool:
    """Base64 of a DER sequence, which every certificate is."""
    try:
        return b64decode(text).startswith(_SEQUENCE)
    except ValueError:
        return False
