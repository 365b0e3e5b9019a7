"""The forms in which a session can be taken along, by name: what fronts offer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from tutor.session.errors import SessionError
from tutor.session.export.draft_place import placed
from tutor.session.export.lab_draft import Surroundings, lab_draft
from tutor.session.export.script import script
from tutor.session.export.stack_file import stack_file
from tutor.session.free_sandbox import FreeSandbox
from tutor.session.lab_run import LabSession

if TYPE_CHECKING:
    from tutor.labs.laboratory import Laboratory
    from tutor.library.pack import Pack
    from tutor.session.sandbox import SandboxSession

FormName: TypeAlias = Literal["script", "stack", "lab"]


@dataclass(frozen=True, slots=True)
class Form:
    title: str
    file: str
    """A name for the file."""
    what: str


FORMS: dict[FormName, Form] = {
    "script": Form("Shell script", "session.sh", "what was typed, hosts and faults as comments"),
    "stack": Form("Stack file", "stack.yml", "the services and networks there are now"),
    "lab": Form("Draft of a lab", "lab.yaml", "steps as typed, goals from what is different"),
}


def export(session: SandboxSession, form: FormName, pack: Pack, laboratory: Laboratory) -> str:
    """The text. Raises NotExpressible for what the form cannot say."""
    match form:
        case "script":
            return script(session, _title(session))
        case "stack":
            return stack_file(session.bench.readers)
        case "lab":
            lines = [entry["line"] for entry in session.journal if entry["do"] == "type"]
            chapters = [chapter.slug for chapter in pack.chapters]
            topics = [topic.slug for topic in pack.topics]
            around = _surroundings(session)
            if around.topic not in topics and topics:
                around = replace(around, topic=topics[0])
            around = placed(around, pack.labs, chapters, lines)
            return lab_draft(session, _title(session), around, laboratory)


def _title(session: SandboxSession) -> str:
    if isinstance(session, FreeSandbox):
        return session.name
    return session.lab.title if isinstance(session, LabSession) else "A sandbox"


def _surroundings(session: SandboxSession) -> Surroundings:
    """What the session began with."""
    if isinstance(session, LabSession):
        lab = session.lab
        return Surroundings(lab.cluster, tuple(lab.swarm), lab.files, tuple(lab.setup), topic=lab.topic)
    if isinstance(session, FreeSandbox):
        leaders = session.hosts[:1] if session.record.swarm else ()
        return Surroundings(session.record.cluster, leaders)
    raise SessionError("this session does not know what it began with")
