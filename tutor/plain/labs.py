"""`lpic-tutor labs list`, `labs verify` and `labs check`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tutor.session.labs import every_lab

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def list_labs(content: tuple[Path, ...], profile: str | None) -> int:
    """One line for each lab: slug, difficulty, minutes, title."""
    labs = list(every_lab(content, profile))
    width = max((len(lab.slug) for lab in labs), default=0)
    for lab in labs:
        sys.stdout.write(f"{lab.slug:<{width}}  {'*' * lab.difficulty:<3}  {lab.minutes:>3} min  {lab.title}\n")
    return 0 if labs else _none()


def verify_labs(slugs: tuple[str, ...], content: tuple[Path, ...], profile: str | None) -> int:
    """Prove the labs (all, or the ones named) and tell what could not be proved."""
    from tutor.labs.verify import verify
    from tutor.session.laboratory import laboratory

    labs = list(every_lab(content, profile))
    unknown = sorted(set(slugs) - {lab.slug for lab in labs})
    if unknown:
        return _unknown(unknown[0])
    chosen = [lab for lab in labs if not slugs or lab.slug in slugs]
    if not chosen:
        return _none()
    proof = verify(chosen, laboratory())
    for failure in proof.failures:
        sys.stdout.write(f"{failure}\n")
    sys.stdout.write(f"{proof.closing_line}\n")
    return 1 if proof.failures else 0


def check_lab(
    slug: str, hosts: Sequence[str], *, stages_met: int, follow: bool, content: tuple[Path, ...], profile: str | None
) -> int:
    """Judge a lab's goals on the daemons that `hosts` names (`NAME=ADDRESS`)."""
    from tutor.plain.labs_check import check, readers_of

    lab = next((lab for lab in every_lab(content, profile) if lab.slug == slug), None)
    if lab is None:
        return _unknown(slug)
    return check(lab, readers_of(hosts), stages_met=stages_met, follow=follow)


def _unknown(slug: str) -> int:
    sys.stderr.write(f"lpic-tutor: there is no lab {slug!r}; `lpic-tutor labs list` shows them\n")
    return 1


def _none() -> int:
    sys.stderr.write("lpic-tutor: no labs found\n")
    return 1
