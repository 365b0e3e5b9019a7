"""What the program relies on: slugs are unique, references lead somewhere, keys are consistent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.library.problem import Problem
from tutor.library.question import FillIn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from tutor.library.question import Question
    from tutor.library.reading import Placed, Reading

    Rule = Callable[[Reading], Iterator[Problem]]

SLUG = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_SLUG_EXPECTED = "lower-case letters and digits, with hyphens or dots between"


def unique_slugs(reading: Reading) -> Iterator[Problem]:
    """Every slug is well formed and names one thing; questions begin with their topic."""
    if reading.pack:
        pack = reading.pack
        if not SLUG.fullmatch(pack.value.slug):
            yield pack.problem(f"slug {pack.value.slug!r}", _SLUG_EXPECTED, "slug")
        for name in ("areas", "topics", "sources"):
            yield from _unique(
                (entry.slug, pack.document.line((name, index)), pack.document.file)
                for index, entry in enumerate(getattr(pack.value, name))
            )
    yield from _unique((one.value.slug, one.line, one.document.file) for one in reading.questions)
    yield from _unique((one.value.slug, one.line, one.document.file) for one in reading.labs)
    for placed in reading.questions:
        if not placed.value.slug.startswith(f"{placed.value.topic}-"):
            yield placed.problem(
                f"slug {placed.value.slug!r}", f"a slug that begins with `{placed.value.topic}-`", "slug"
            )


def _unique(places: Iterable[tuple[str, int, Path]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for slug, line, file in places:
        if not SLUG.fullmatch(slug):
            yield Problem(file, line, f"slug {slug!r}", _SLUG_EXPECTED)
        if slug in first:
            yield Problem(file, line, f"slug {slug!r} is taken by {first[slug]}", "a slug of its own")
        first.setdefault(slug, f"{file.name}:{line}")


def retired_slugs(reading: Reading) -> Iterator[Problem]:
    """What is retired does not come back as something else."""
    retired = frozenset(reading.pack.value.retired) if reading.pack else frozenset()
    placed = [(one.value.slug, one.problem) for one in reading.questions]
    placed += [(one.value.slug, one.problem) for one in reading.labs]
    for slug, problem in placed:
        if slug in retired:
            yield problem(f"slug {slug!r} is retired", "another slug: answers to the old one are kept", "slug")


def pack_references(reading: Reading) -> Iterator[Problem]:
    """Areas name topics that exist, every topic is in exactly one area, shares sum to 100."""
    if not reading.pack:
        return
    pack = reading.pack
    topics = {topic.slug for topic in pack.value.topics}
    homes: dict[str, str] = {}
    for index, area in enumerate(pack.value.areas):
        for topic in area.topics:
            if topic not in topics:
                yield pack.problem(
                    f"area `{area.slug}` has an unknown topic `{topic}`", _one_of(topics), "areas", index
                )
            elif topic in homes:
                yield pack.problem(f"topic `{topic}` is in `{homes[topic]}`, too", "one area a topic", "areas", index)
            homes.setdefault(topic, area.slug)
    for index, entry in enumerate(pack.value.topics):
        if entry.slug not in homes:
            yield pack.problem(f"topic `{entry.slug}` is in no area", "an area that lists it", "topics", index)
    total = sum(area.share for area in pack.value.areas)
    if total != 100 or any(area.share <= 0 for area in pack.value.areas):
        yield pack.problem(f"the areas' shares sum to {total}", "shares above 0 that sum to 100", "areas")


def question_references(reading: Reading) -> Iterator[Problem]:
    """Area, section and source of a question exist, and its topic belongs to the area."""
    if not reading.pack:
        return
    areas = {area.slug: area for area in reading.pack.value.areas}
    sources = {source.slug for source in reading.pack.value.sources}
    for placed in reading.questions:
        question = placed.value
        if question.area not in areas:
            yield placed.problem(f"unknown area `{question.area}`", _one_of(areas), "area")
        elif question.topic not in areas[question.area].topics:
            home = next((slug for slug, area in areas.items() if question.topic in area.topics), "none")
            yield placed.problem(f"area `{question.area}` does not hold topic `{question.topic}`", f"`{home}`", "area")
        if question.source not in sources:
            yield placed.problem(f"unknown source `{question.source}`", _one_of(sources), "source")
        notes = reading.notes.get(question.topic)
        known = [section.id for section in notes.sections] if notes else []
        if question.section not in known:
            expected = _one_of(known) if known else "notes.md with that section"
            yield placed.problem(f"unknown section `{question.section}`", expected, "section")


def keys(reading: Reading) -> Iterator[Problem]:
    """A key that can be answered: one correct option, or several but not all; a typed answer that is not empty."""
    for placed in reading.questions:
        yield from _key(placed)


def _key(placed: Placed[Question]) -> Iterator[Problem]:
    question = placed.value
    if isinstance(question, FillIn):
        yield from _fill_key(placed, question)
        return
    right, count = len(question.key), len(question.options)
    if not 3 <= count <= 8:
        yield placed.problem(f"{count} options", "3 to 8 options", "options")
    if question.kind == "single" and right != 1:
        yield placed.problem(f"{right} options are correct", "exactly one for `kind: single`", "options")
    if question.kind == "multiple" and not 2 <= right < count:
        yield placed.problem(f"{right} of {count} options are correct", "two or more, but not all", "options")


def _fill_key(placed: Placed[Question], question: FillIn) -> Iterator[Problem]:
    if not question.answers:
        yield placed.problem("no accepted answer", "at least one", "answers")
    for index, answer in enumerate(question.answers):
        if not answer.strip():
            yield placed.problem("an empty answer", "text", "answers", index)
    for index, near in enumerate(question.near):
        try:
            re.compile(near.match)
        except re.error as error:
            yield placed.problem(f"not a regular expression: {error}", "a Python one", "near", index, "match")
    if question.judge == "effect" and not question.cluster:
        yield placed.problem("`judge: effect` without a cluster", "`cluster: three`", "judge")
    if question.judge != "effect" and (question.cluster or question.swarm or question.setup):
        yield placed.problem("a cluster that nobody uses", "`judge: effect`, or no cluster, swarm and setup", "judge")


def overlays(reading: Reading) -> Iterator[Problem]:
    """A second language translates what exists, option by option."""
    base = {placed.value.slug: placed.value for placed in reading.questions}
    for texts in reading.translated_questions.values():
        for placed in texts:
            text, question = placed.value, base.get(placed.value.slug)
            if question is None:
                yield placed.problem(f"unknown question `{text.slug}`", "a slug of the base file", "slug")
            elif isinstance(question, FillIn):
                if text.options or len(text.near) not in {0, len(question.near)}:
                    yield placed.problem("not the shape of the question", f"no options, {len(question.near)} near")
            elif text.near or text.why or len(text.options) not in {0, len(question.options)}:
                yield placed.problem(
                    "not the shape of the question", f"{len(question.options)} options, no near, no why"
                )
    for language, by_topic in reading.translated_notes.items():
        for topic, notes in by_topic.items():
            known = {section.id for section in reading.notes[topic].sections} if topic in reading.notes else set()
            for section in notes.sections:
                if section.id not in known:
                    file = reading.topic_folder(topic) / f"notes.{language}.md"
                    yield Problem(file, section.line, f"unknown section `{section.id}`", _one_of(known))


def lab_references(reading: Reading) -> Iterator[Problem]:
    """A lab's goals have names of their own, mistakes name goals, sections and topic exist."""
    topics = {topic.slug for topic in reading.pack.value.topics} if reading.pack else set()
    for placed in reading.labs:
        lab, goals = placed.value, [goal.slug for goal in placed.value.goals]
        if lab.topic not in topics:
            yield placed.problem(f"unknown topic `{lab.topic}`", _one_of(topics), "topic")
        yield from _unique(
            (slug, placed.document.line(("goals", index)), placed.document.file) for index, slug in enumerate(goals)
        )
        for index, mistake in enumerate(lab.mistakes):
            for slug in mistake.leaves:
                if slug not in goals:
                    yield placed.problem(f"unknown goal `{slug}`", _one_of(goals), "mistakes", index, "leaves")
        for index, name in enumerate(lab.sections):
            topic, _, section = name.partition("/")
            if not (topic in reading.notes and reading.notes[topic].section(section)):
                yield placed.problem(f"unknown section `{name}`", "`topic/section` of the notes", "sections", index)


def glossary_references(reading: Reading) -> Iterator[Problem]:
    """The section that explains a term exists, unless all notes of its topic are still to be written."""
    unwritten = {topic.slug for topic in reading.pack.value.topics} - reading.notes.keys() if reading.pack else set()
    for placed in reading.glossary:
        topic, _, section = placed.value.section.partition("/")
        if topic not in unwritten and not (topic in reading.notes and reading.notes[topic].section(section)):
            unknown = f"unknown section `{placed.value.section}`"
            yield placed.problem(unknown, "`topic/section` of the notes", "section")


def _one_of(names: Iterable[str]) -> str:
    listed = sorted(names)
    return f"one of {', '.join(listed)}" if listed else "none: there are none"


RULES: tuple[Rule, ...] = (
    unique_slugs,
    retired_slugs,
    pack_references,
    question_references,
    keys,
    overlays,
    lab_references,
    glossary_references,
)
