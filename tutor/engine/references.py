"""Image references. Grammar: distribution/reference (`domain/path:tag@digest`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAG = r"[\w][\w.-]{0,127}"
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_DOMAIN = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]+)?"
_PATH = rf"{_COMPONENT}(?:/{_COMPONENT})*"
_REFERENCE = re.compile(
    rf"(?:(?P<domain>{_DOMAIN})/)?(?P<path>{_PATH})(?::(?P<tag>{_TAG}))?(?:@(?P<digest>{_DIGEST}))?"
)
_IDENTIFIER = re.compile(r"[a-f0-9]{64}")
DEFAULT_DOMAIN = "docker.io"


class InvalidReference(ValueError):
    """`str()` is the daemon's text: `invalid reference format`."""


@dataclass(frozen=True, slots=True)
class Reference:
    domain: str
    path: str
    tag: str = ""
    digest: str = ""

    @property
    def familiar(self) -> str:
        """As the client shows it, without what is the default."""
        path = self.path.removeprefix("library/") if self.domain == DEFAULT_DOMAIN else f"{self.domain}/{self.path}"
        return path + (f":{self.tag}" if self.tag else "") + (f"@{self.digest}" if self.digest else "")


def parse_reference(text: str) -> Reference:
    """Read what a user types. Raises InvalidReference."""
    if _IDENTIFIER.fullmatch(text):
        raise InvalidReference(f"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings")
    head, slash, rest = text.partition("/")
    if slash and ("." in head or ":" in head or head == "localhost" or head.lower() != head):
        domain, remainder = head, rest
    else:
        domain, remainder = DEFAULT_DOMAIN, text
    if domain == DEFAULT_DOMAIN and "/" not in remainder:
        remainder = f"library/{remainder}"
    name = remainder.partition("@")[0].rpartition(":")[0] if ":" in remainder.partition("@")[0] else remainder
    name = name.partition("@")[0]
    if name.lower() != name:
        raise InvalidReference(f"invalid reference format: repository name ({name}) must be lowercase")
    match = _REFERENCE.fullmatch(f"{domain}/{remainder}")
    if match is None:
        raise InvalidReference("invalid reference format")
    return Reference(match["domain"] or domain, match["path"], match["tag"] or "", match["digest"] or "")
