"""Bookmarks and own notes of one learner, as a front asks for them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from tests.library.conftest import PACKS
from tutor.library.packs import load_pack
from tutor.progress.progress import Progress
from tutor.session.notebook import LONGEST_NOTE, Notebook, plain, question_spot, section_spot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
STEERING, BOW = section_spot("boats", "steering"), question_spot("boats-bow")


class StandingClock:
    def now(self) -> datetime:
        return NOW

    def day(self, moment: datetime) -> date:
        return moment.date()


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    opened = Progress.open(tmp_path / "default.db")
    yield opened
    opened.close()


@pytest.fixture
def notebook(progress: Progress) -> Notebook:
    return Notebook(progress.margin, load_pack(PACKS / "demo"), StandingClock())


def test_marks_and_notes_are_there_again(notebook: Notebook, progress: Progress) -> None:
    assert notebook.toggle(STEERING)
    notebook.write(BOW, " at the front ")
    again = Notebook(progress.margin, load_pack(PACKS / "demo"), StandingClock())
    assert again.bookmarked(STEERING)
    assert again.note(BOW) == "at the front"
    assert not again.toggle(STEERING)
    again.write(BOW, "")
    assert again.entries() == []


def test_entries_stand_in_the_order_of_the_pack(notebook: Notebook) -> None:
    for spot in (BOW, section_spot("sails", "trim"), STEERING, question_spot("gone")):
        notebook.toggle(spot)
    notebook.write(STEERING, "left is right")
    entries = notebook.entries()
    assert [entry.title for entry in entries[:2]] == ["Boats: Steering", "Sails: Trim"]
    assert [(entry.spot, entry.there) for entry in entries[2:]] == [(BOW, True), (question_spot("gone"), False)]
    assert entries[0].note == "left is right"


def test_every_word_must_occur_in_a_note(notebook: Notebook) -> None:
    notebook.write(STEERING, "Left is right")
    notebook.toggle(BOW)
    assert [entry.spot for entry in notebook.search("RIGHT lef")] == [STEERING]
    assert notebook.search("left wrong") == []
    assert notebook.search(" ") == []


def test_a_note_is_one_printable_line() -> None:
    assert plain(" a\nb\x1b[31mc\u202e\x9b ") == "a b [31mc"
    assert len(plain("x" * 2000)) == LONGEST_NOTE
