"""One page of a topic, made from its notes by rule."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from tutor.library.cheatsheet import PAGE_LINES, PAGE_WIDTH, CheatSheet, Entry, as_markdown, cheat_sheet
from tutor.library.notes_source import read_notes
from tutor.library.pack import Topic
from tutor.library.packs import load_pack
from tutor.paths import shipped_content

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.library.problem import Problem

SHIPPED = load_pack(shipped_content() / "352.4")


@pytest.fixture
def sheet_of(tmp_path: Path) -> SheetOf:
    return SheetOf(tmp_path)


class SheetOf:
    """Makes the sheet of notes that are written out."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "notes.md"

    def __call__(self, *sections: str) -> CheatSheet:
        parts = [f"## Section {n}\n<!-- id: s{n} -->\n\n{text}\n" for n, text in enumerate(sections, 1)]
        self._file.write_text("\n".join(["# Boats\n", *parts]), encoding="utf-8")
        problems: list[Problem] = []
        notes = read_notes(self._file, "boats", problems)
        assert not problems
        return cheat_sheet(Topic("boats", "Boats", notes, ()))


def test_boxes_commands_and_tables_of_a_section(demo: Path) -> None:
    sheet = cheat_sheet(load_pack(demo).topic("boats"))
    parts, steering = sheet.entries
    assert parts == Entry("parts", "Parts of a hull", facts="bow: at the front; stern: at the back")
    assert steering.boxes == ("push the tiller left and the boat turns right.",)
    assert steering.commands == ("docker run -d --name tiller rudder", "docker ps")


def test_a_section_without_any_of_these_is_not_named(sheet_of: SheetOf) -> None:
    assert sheet_of("Only text.", "```sh\nls\n```\n").entries == (Entry("s2", "Section 2", commands=("ls",)),)


def test_a_box_keeps_its_markdown_without_label_and_links(sheet_of: SheetOf) -> None:
    sheet = sheet_of("> **Remember:** use [a `keel`](boats.md#keel)\n> **always**.\n\n> Common confusion: none.\n")
    assert sheet.entries[0].boxes == ("use a `keel` **always**.",)


def test_a_command_over_several_lines_is_one(sheet_of: SheetOf) -> None:
    sheet = sheet_of("```sh\ndocker run \\\n  --rm alpine\n```\n", "```console\n$ docker ps \\\n> -a\nNAMES\n```\n")
    assert [entry.commands for entry in sheet.entries] == [("docker run --rm alpine",), ("docker ps -a",)]


def test_a_command_is_said_once(sheet_of: SheetOf) -> None:
    sheet = sheet_of("```sh\ndocker ps\n```\n", "```sh\ndocker ps\ndocker info\n```\n")
    assert [entry.commands for entry in sheet.entries] == [("docker ps",), ("docker info",)]


def test_long_tables_are_left_out(sheet_of: SheetOf) -> None:
    rows = "".join(f"| r{n} | v |\n" for n in range(9))
    assert sheet_of(f"| a | b |\n|---|---|\n{rows}").entries == ()


def test_columns_are_named_where_there_are_several(sheet_of: SheetOf) -> None:
    sheet = sheet_of("| | Swarm | Kubernetes |\n|---|---|---|\n| unit | task | Pod |\n")
    assert sheet.entries[0].facts == "unit: Swarm task, Kubernetes Pod"


def test_what_overfills_the_page_is_left_out_commands_before_tables(sheet_of: SheetOf) -> None:
    full = "> **Remember:** {0}\n\n```sh\nfirst {0}\nsecond {0}\n```\n\n| a | b |\n|---|---|\n| x{0} | y |\n"
    sheet = sheet_of(*(full.format(n) for n in range(26)))
    assert all(entry.boxes and entry.commands for entry in sheet.entries)
    assert not any(entry.facts or len(entry.commands) > 1 for entry in sheet.entries)


def test_markdown_shows_each_sign_as_it_is() -> None:
    entry = Entry("s", "What `a` *is*", commands=("echo `id`",), facts="<name>: a_b [x]")
    page = as_markdown(CheatSheet("t", "T", (entry,)))
    shown = MarkdownIt("commonmark").render(page)
    assert "<strong>What `a` *is*</strong>" in shown
    assert "<code>echo `id`</code>" in shown
    assert "&lt;name&gt;: a_b [x]" in shown


@pytest.mark.parametrize("topic", SHIPPED.topics, ids=lambda topic: topic.slug)
def test_every_topic_fits_one_page_and_keeps_every_box(topic: Topic) -> None:
    sheet = cheat_sheet(topic)
    lines = [piece for line in as_markdown(sheet).splitlines() for piece in wrap(line, PAGE_WIDTH) or [""]]
    assert 20 <= len(lines) <= PAGE_LINES
    boxes = sum(section.markdown.count("> **Remember:**") for section in topic.notes.sections)
    assert sum(len(entry.boxes) for entry in sheet.entries) == boxes
