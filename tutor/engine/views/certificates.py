"""Certificates as they are shown: texts of the right form, made from the digest; no key stands behind them."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.swarm.objects import Cluster
    from tutor.swarm.spec import Json

SUBJECT = "MBMxETAPBgNVBAMTCHN3YXJtLWNh"
"""`CN=swarm-ca`, DER in base64."""
_CERTIFICATE_BYTES = 367
_KEY_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
"""What the DER form of every P-256 public key begins with."""


def _bytes(seed: str, count: int) -> bytes:
    return hashlib.shake_256(seed.encode()).digest(count)


@lru_cache(maxsize=64)
def trust_root(digest: str) -> str:
    """The root certificate in PEM."""
    body = base64.b64encode(b"\x30\x82\x01\x6b\x30\x82\x01\x10" + _bytes(digest, _CERTIFICATE_BYTES - 8)).decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])


@lru_cache(maxsize=64)
def _public_key(digest: str) -> str:
    return base64.b64encode(_KEY_HEAD + b"\x04" + _bytes(digest + " key", 64)).decode()


def tls_info(digest: str) -> Json:
    return {
        "TrustRoot": trust_root(digest),
        "CertIssuerSubject": SUBJECT,
        "CertIssuerPublicKey": _public_key(digest),
    }


def node_tls_info(cluster: Cluster, ca_serial: int) -> Json:
    """What a node's certificate is signed by: the present root, or an older one during a rotation."""
    if ca_serial == cluster.ca_serial:
        return tls_info(cluster.ca_digest)
    return tls_info(f"{cluster.id} root {ca_serial}")
