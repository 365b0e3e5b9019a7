"""Notes: they exist, links lead to sections, nothing is swallowed by a screen, no section is a wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.library.notes_source import stray_html
from tutor.library.problem import Problem
from tutor.library.yaml_source import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutor.library.notes import Notes
    from tutor.library.reading import Reading

MOST_WORDS = 450
"""A section that is longer does not fit two screens."""


def _all_notes(reading: Reading) -> Iterator[tuple[Path, Notes]]:
    for topic, notes in reading.notes.items():
        yield reading.notes_file(topic), notes
    for language, by_topic in reading.translated_notes.items():
        for topic, notes in by_topic.items():
            yield reading.topic_folder(topic) / f"notes.{language}.md", notes


def complete(reading: Reading) -> Iterator[Problem]:
    """Every topic has notes with sections, and questions."""
    for topic in reading.pack.value.topics if reading.pack else ():
        notes = reading.notes.get(topic.slug)
        if notes is None:
            yield Problem(reading.notes_file(topic.slug), 0, f"topic `{topic.slug}` has no notes", "notes.md")
        elif not notes.sections:
            yield Problem(reading.notes_file(topic.slug), 1, "no section", "`##` headings with ids")
        if not any(reading.questions_of(topic.slug)):
            file = reading.topic_folder(topic.slug) / "questions.yaml"
            yield Problem(file, 0, f"topic `{topic.slug}` has no questions", "questions.yaml")


def links(reading: Reading) -> Iterator[Problem]:
    """Links to notes lead to a topic and a section; the others are https."""
    for file, notes in _all_notes(reading):
        for section in notes.sections:
            for link in section.links:
                if link.topic and link.topic not in reading.notes:
                    yield Problem(file, link.line, f"link to unknown topic `{link.topic}`", "`TOPIC.md#SECTION-ID`")
                elif link.section and not reading.notes[link.topic].section(link.section):
                    known = ", ".join(one.id for one in reading.notes[link.topic].sections)
                    yield Problem(
                        file, link.line, f"link to unknown section `{link.topic}.md#{link.section}`", f"one of {known}"
                    )
                elif not link.topic and not link.href.startswith("https://"):
                    yield Problem(file, link.line, f"link to {link.href!r}", "a section, or https")


def markup(reading: Reading) -> Iterator[Problem]:
    """No HTML, and every code block says its language."""
    for file, notes in _all_notes(reading):
        for line, html in stray_html(read_text(file)):
            yield Problem(file, line, f"raw HTML {html!r}", "Markdown, or backticks around it")
        for section in notes.sections:
            for block in section.code:
                if not block.lang:
                    yield Problem(file, block.line, "a code block without a language", "console, sh, yaml or text")


def lengths(reading: Reading) -> Iterator[Problem]:
    """Sections hold something, and not too much."""
    for file, notes in _all_notes(reading):
        for section in notes.sections:
            if section.words <= len(section.title.split()):
                yield Problem(file, section.line, f"section `{section.id}` is empty", "text")
            elif section.words > MOST_WORDS:
                yield Problem(
                    file, section.line, f"section `{section.id}` has {section.words} words", f"at most {MOST_WORDS}"
                )


RULES = (complete, links, markup, lengths)
