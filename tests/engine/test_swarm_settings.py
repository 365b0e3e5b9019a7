"""Certificates to sign with, and settings: what the managers take."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tutor.engine.errors import EngineError
from tutor.engine.swarm_settings import signing_refusal

if TYPE_CHECKING:
    from tests.engine.conftest import Cluster

DER = base64.b64encode(b"\x30\x82\x01\x69").decode()


def pem(body: str) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    ("certificate", "key", "refused"),
    [
        ("", "", ""),
        (pem(DER), "key", ""),
        ("", "key", "the signing CA cert must also be provided"),
        (pem("AAAA"), "key", "Failed to parse certificate"),
        ("-----BEGIN EC PRIVATE KEY-----", "key", "Failed to parse certificate"),
    ],
)
def test_certificates_to_sign_with(certificate: str, key: str, refused: str) -> None:
    text = signing_refusal(certificate, key)
    assert refused in text
    assert bool(text) is bool(refused)


def test_a_certificate_of_ones_own_is_rotated_to_and_its_key_kept_secret(cluster: Cluster) -> None:
    before = cluster.manager.swarm.inspect()
    spec = {**before["Spec"], "CAConfig": {"SigningCACert": pem(DER), "SigningCAKey": "key"}}
    cluster.manager.swarm.update(before["Version"]["Index"], spec)
    after = cluster.manager.swarm.inspect()
    assert after["RootRotationInProgress"]
    assert "SigningCAKey" not in after["Spec"]["CAConfig"]
    cluster.sim.settle()
    assert not cluster.manager.swarm.inspect()["RootRotationInProgress"]


def test_who_signs_outside_signs_for_the_present_root(cluster: Cluster) -> None:
    before = cluster.manager.swarm.inspect()
    external = [{"Protocol": "cfssl", "URL": "https://ca.example.com"}]
    spec = {**before["Spec"], "CAConfig": {**before["Spec"]["CAConfig"], "ExternalCAs": external}}
    cluster.manager.swarm.update(before["Version"]["Index"], spec)
    (named,) = cluster.manager.swarm.inspect()["Spec"]["CAConfig"]["ExternalCAs"]
    assert named["CACert"] == before["TLSInfo"]["TrustRoot"]


def test_negative_heartbeats_are_refused(cluster: Cluster) -> None:
    swarm = cluster.manager.swarm.inspect()
    spec = {**swarm["Spec"], "Dispatcher": {"HeartbeatPeriod": -1}}
    with pytest.raises(EngineError, match="cannot be a negative duration"):
        cluster.manager.swarm.update(swarm["Version"]["Index"], spec)
