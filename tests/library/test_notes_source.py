from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.library.notes_source import read_notes, stray_html
from tutor.library.tryout import TryOut

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.library.notes import Notes
    from tutor.library.problem import Problem


def _read(tmp_path: Path, text: str) -> tuple[Notes, list[Problem]]:
    file = tmp_path / "notes.md"
    file.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    return read_notes(file, "boats", problems), problems


def test_sections_of_the_demo(demo: Path) -> None:
    problems: list[Problem] = []
    notes = read_notes(demo / "topics/boats/notes.md", "boats", problems)
    assert not problems
    assert notes.title == "Boats"
    assert notes.intro == "What floats, and how it is steered."
    assert [section.id for section in notes.sections] == ["parts", "steering"]
    parts, steering = notes.sections
    assert parts.title == "Parts of a hull"
    assert parts.markdown.startswith("## Parts of a hull\n")
    assert "<!--" not in parts.markdown
    assert "### The bilge" in parts.markdown
    assert parts.line == 5
    assert [(link.topic, link.section) for link in parts.links] == [("sails", "trim"), ("boats", "steering")]
    assert parts.tables[0].header == ("part", "where")
    assert parts.tables[0].rows == (("bow", "at the front"), ("stern", "at the back"))
    assert "Water gathers in the bilge." in parts.text
    assert "*" not in parts.text
    assert not steering.tables
    assert steering.code[0].lang == "console"
    assert steering.code[0].commands == ("docker run -d --name tiller rudder", "docker ps")


def test_a_link_outside_is_no_link_to_notes(tmp_path: Path) -> None:
    notes, _ = _read(tmp_path, "# T\n\n## S\n<!-- id: s -->\n\nSee [docs](https://example.org/a.md#b).\n")
    (link,) = notes.sections[0].links
    assert (link.topic, link.href, link.text, link.line) == ("", "https://example.org/a.md#b", "docs", 6)


def test_commands_of_a_shell_block_are_its_lines(tmp_path: Path) -> None:
    notes, _ = _read(tmp_path, "# T\n\n## S\n<!-- id: s -->\n\n```sh\n# a comment\ndocker ps\n\ndocker info\n```\n")
    assert notes.sections[0].code[0].commands == ("docker ps", "docker info")


def test_every_trouble_with_ids_is_told_with_its_line(tmp_path: Path) -> None:
    _, problems = _read(
        tmp_path,
        "## No title\n<!-- id: one -->\n\n## None\n\nText\n\n## Twice\n<!-- id: one -->\n\n"
        "## Bad\n<!-- id: Bad_Id -->\n\n# Second\n",
    )
    told = [(problem.line, problem.problem) for problem in problems]
    assert (1, "no title") in told
    assert (4, "section 'None' has no id") in told
    assert (9, "section id 'one' is on line 2, too") in told
    assert (12, "section id 'Bad_Id'") in told
    assert (14, "a second `#` title") in told


def test_headings_inside_code_are_no_sections(tmp_path: Path) -> None:
    notes, problems = _read(tmp_path, "# T\n\n## S\n<!-- id: s -->\n\n```sh\n## not a heading\n```\n")
    assert not problems
    assert len(notes.sections) == 1


def test_a_small_heading_with_an_id_is_a_section_of_its_own(tmp_path: Path) -> None:
    notes, _ = _read(tmp_path, "# T\n\n## A\n<!-- id: a -->\n\nOne.\n\n### B\n<!-- id: b -->\n\nTwo.\n")
    assert [(section.id, section.level) for section in notes.sections] == [("a", 2), ("b", 3)]
    assert "Two" not in notes.sections[0].markdown


def test_html_that_a_screen_would_swallow() -> None:
    found = list(stray_html("# T\n\n## S\n<!-- id: s -->\n\nType <name> here.\n\n<b>bold</b>\n\n`<fine>`\n"))
    assert found == [(6, "<name>"), (8, "<b>"), (8, "</b>")]


def test_a_comment_before_a_block_says_what_sandbox_it_needs(tmp_path: Path) -> None:
    notes, problems = _read(
        tmp_path,
        "# T\n\n## S\n<!-- id: s -->\n\n```yaml\nservices: {}\n```\n\n"
        "<!-- try\nabove: app.yml\nsetup: [docker node ls]\n\non: worker1\n-->\n"
        "```sh\ndocker stack deploy \\\n  -c app.yml app   # deploys\n```\n\n```sh\ndocker compose up\n```\n",
    )
    assert problems == []
    above, deploy, compose = notes.sections[0].code
    assert "<!--" not in notes.sections[0].markdown
    assert deploy.said == TryOut(
        above="app.yml",
        setup=("docker node ls",),
        on="worker1",
        files={"worker1": {"app.yml": "services: {}\n"}},
    )
    assert deploy.offer.lines == ("docker stack deploy -c app.yml app",)
    assert above.offer.why_not == "there are no commands in it"
    assert compose.offer.why_not == "the sandbox has no docker compose"


def test_a_comment_that_is_not_understood_is_told_with_its_line(tmp_path: Path) -> None:
    start = "# T\n\n## S\n<!-- id: s -->\n\n"
    fence = "```sh\ndocker ps\n```\n"
    _, problems = _read(tmp_path, f"{start}<!-- try\nswarn: []\n-->\n{fence}\n<!-- try -->\n\nText\n")
    assert [(problem.line, problem.problem) for problem in problems] == [
        (7, "unknown field `swarn`"),
        (13, "`<!-- try` without a block"),
    ]
    assert not list(stray_html(f"{start}<!-- try\ncluster: one\n-->\n{fence}"))
