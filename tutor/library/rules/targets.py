"""What the pack wants to hold, against what it holds: numbers by topic, shares by kind, difficulty and form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.library.pack import Targets
    from tutor.library.problem import Problem
    from tutor.library.reading import Reading


def numbers(reading: Reading) -> Iterator[Problem]:
    """Each topic has its questions and sections, the pack its labs."""
    pack, targets = reading.pack, _targets(reading)
    if pack is None or targets is None:
        return
    known = {topic.slug for topic in pack.value.topics}
    for topic, target in targets.topics.items():
        if topic not in known:
            yield pack.problem(f"a target for the unknown topic `{topic}`", "a topic of the pack", "targets", "topics")
            continue
        questions = sum(1 for _ in reading.questions_of(topic))
        notes = reading.notes.get(topic)
        sections = len(notes.sections) if notes else 0
        for have, want, what in ((questions, target.questions, "questions"), (sections, target.sections, "sections")):
            if have < want:
                yield pack.problem(f"`{topic}` has {have} {what}", f"at least {want}", "targets", "topics", topic)
    if len(reading.labs) < targets.labs:
        yield pack.problem(f"there are {len(reading.labs)} labs", f"at least {targets.labs}", "targets", "labs")


def shares(reading: Reading) -> Iterator[Problem]:
    """The bank is mixed as it is meant to be."""
    pack, targets = reading.pack, _targets(reading)
    if pack is None or targets is None or not reading.questions:
        return
    questions = [placed.value for placed in reading.questions]
    wanted = [(f"{kind} questions", want, [q.kind == kind for q in questions]) for kind, want in targets.kinds.items()]
    for level, want in enumerate(targets.difficulty or (), start=1):
        wanted.append((f"questions of difficulty {level}", want, [q.difficulty == level for q in questions]))
    for what, want, hits in wanted:
        share = 100 * sum(hits) / len(hits)
        if abs(share - want) > targets.leeway:
            yield pack.problem(f"{share:.0f} % are {what}", f"{want} % within {targets.leeway} points", "targets")
    share = 100 * sum(question.form == "situation" for question in questions) / len(questions)
    if share < targets.situations:
        yield pack.problem(f"{share:.0f} % are about a situation", f"at least {targets.situations} %", "targets")


def _targets(reading: Reading) -> Targets | None:
    return reading.pack.value.targets if reading.pack else None


RULES = (numbers, shares)
