"""Image references as the docker client takes them apart: `nginx`, `lab/crash:1`, `nginx:1.25@sha256:...`.

Source: distribution/reference (`ParseAnyReference`, `TagNameOnly`, `FamiliarString`), docker client
`service_create.go` (`imageWithTagString`, `imageWithDigestString`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HOST = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_DOMAIN = rf"(?:{_HOST}(?:\.{_HOST})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_TAG = r"[\w][\w.-]{0,127}"
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
_REFERENCE = re.compile(rf"({_PART}(?:/{_PART})*)(?::({_TAG}))?(?:@({_DIGEST}))?", re.ASCII)
_IDENTIFIER = re.compile(r"[a-f0-9]{64}")
_HUB = "docker.io"
_OFFICIAL = "library/"
_LONGEST_NAME = 255


class BadReference(ValueError):
    """Not an image reference; the message is the client's."""


@dataclass(frozen=True, slots=True)
class Image:
    """`domain` is `docker.io` unless given; `path` then starts with `library/` for official images."""

    domain: str
    path: str
    tag: str = ""
    digest: str = ""

    @property
    def familiar_name(self) -> str:
        if self.domain != _HUB:
            return f"{self.domain}/{self.path}"
        short = self.path.removeprefix(_OFFICIAL)
        return short if "/" not in short else self.path

    def __str__(self) -> str:
        """The familiar form."""
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.familiar_name}{tag}" + (f"@{self.digest}" if self.digest else "")


def parse_image(text: str) -> Image:
    """`reference.ParseNormalizedNamed`. Raises BadReference."""
    if _IDENTIFIER.fullmatch(text):
        raise BadReference(f"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings")
    domain, remainder = _split_domain(text)
    name = remainder.partition(":")[0]
    if name != name.lower():
        raise BadReference(f"invalid reference format: repository name ({name}) must be lowercase")
    match = _REFERENCE.fullmatch(remainder)
    if not match or not re.fullmatch(_DOMAIN, domain, re.ASCII):
        raise BadReference("invalid reference format")
    path, tag, digest = match.groups(default="")
    if len(f"{domain}/{path}") > _LONGEST_NAME:
        raise BadReference("repository name must not be more than 255 characters")
    return Image(domain, path, tag, digest)


def check_image(text: str) -> None:
    """`reference.ParseAnyReference`: an identifier or a digest will do, too. Raises BadReference."""
    if not _IDENTIFIER.fullmatch(text) and not re.fullmatch(_DIGEST, text, re.ASCII):
        parse_image(text)


def _split_domain(text: str) -> tuple[str, str]:
    first, slash, rest = text.partition("/")
    named = slash and ("." in first or ":" in first or first == "localhost" or first.lower() != first)
    domain, remainder = (first, rest) if named else (_HUB, text)
    domain = _HUB if domain == "index.docker.io" else domain
    if domain == _HUB and "/" not in remainder:
        remainder = _OFFICIAL + remainder
    return domain, remainder


def with_tag(text: str) -> str:
    """The reference with `:latest` where it has neither tag nor digest; "" where it is none."""
    try:
        image = parse_image(text)
    except BadReference:
        return ""
    if image.tag or image.digest:
        return str(image)
    return str(Image(image.domain, image.path, "latest"))


def with_digest(text: str, digest: str) -> str:
    """The reference with the digest of what it stands for now."""
    try:
        image = parse_image(text)
    except BadReference:
        return text
    return text if image.digest else str(Image(image.domain, image.path, image.tag, digest))


def without_digest(text: str) -> str:
    """The reference for a table: a digest behind a tag is left out."""
    try:
        image = parse_image(text)
    except BadReference:
        return text
    return str(Image(image.domain, image.path, image.tag)) if image.tag else text
