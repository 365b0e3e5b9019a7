"""`lpic-tutor sandbox list` and `sandbox export`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tutor.plain.open_learner import open_learner

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.session.export.forms import FormName


class FileExists(Exception):
    """Something would be written over."""

    for_the_user = True


def list_sandboxes(content: tuple[Path, ...], profile: str | None) -> int:
    """One line for each that is kept, the one touched last first."""
    with open_learner(content, profile, look=True) as learner:
        records = learner.sandboxes.all()
    for record in records:
        lines = sum(entry["do"] == "type" for entry in record.journal)
        name = "".join(sign if sign.isprintable() else "?" for sign in record.name)
        sys.stdout.write(
            f"{record.uuid[:8]}  {record.updated_at:%Y-%m-%dT%H:%MZ}  {record.cluster:<8} {lines:>4} lines  {name}\n"
        )
    if not records:
        sys.stderr.write("lpic-tutor: no sandbox is kept yet\n")
    return 0


def export_sandbox(
    identifier: str, form: FormName, output: Path | None, *, force: bool, content: tuple[Path, ...], profile: str | None
) -> int:
    """Write a kept sandbox in a form, on standard output or into a file."""
    from tutor.session.export.forms import export
    from tutor.session.laboratory import laboratory

    if output is not None and output.exists() and not force:
        raise FileExists(f"{output} is there already; --force writes over it")
    with open_learner(content, profile, look=True) as learner:
        session = learner.sandboxes.resume(laboratory(), identifier)
        text = export(session, form, learner.pack, laboratory())
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")
    return 0
