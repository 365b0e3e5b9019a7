"""What belongs to the notes: cheat sheets, bookmarks, own notes, the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.widgets import Input, Tree

from tests.tui.conftest import screen_name, screen_text, until
from tutor.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tests.tui.conftest import Room


async def _read(pilot: Pilot[int]) -> None:
    """Open the notes, the text in front."""
    await pilot.press("r")
    await until(pilot, lambda: screen_name(pilot) == "ReadScreen")
    await pilot.pause()
    if not pilot.app.screen.query_one(VerticalScroll).has_focus:
        await pilot.press("t")
        await pilot.pause()


async def find(pilot: Pilot[int], words: str, name: str) -> None:
    """Go somewhere by the finder."""
    await pilot.press("ctrl+p")
    await until(pilot, lambda: screen_name(pilot) == "CommandPalette")
    await pilot.press(*words)
    await until(pilot, lambda: name in screen_text(pilot))
    await pilot.press("enter")
    await pilot.pause()
    if screen_name(pilot) == "CommandPalette":
        await pilot.press("enter")


async def test_the_cheat_sheet_of_the_topic_that_is_read(room: Room) -> None:
    async with room.running() as pilot:
        await _read(pilot)
        assert "c Cheat sheet" in pilot.app.screen.query_one(KeyBar).words
        await pilot.press("c")
        await until(pilot, lambda: screen_name(pilot) == "CheatSheetScreen")
        await until(pilot, lambda: "! push the tiller left" in screen_text(pilot))
        assert "$ docker run -d --name tiller rudder" in screen_text(pilot)
        await pilot.press("n")
        await until(pilot, lambda: "Cheat sheet: Sails" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "ReadScreen")


async def test_the_finder_reaches_a_cheat_sheet_and_then_a_topic_below_it(room: Room) -> None:
    async with room.running() as pilot:
        await find(pilot, "cheat sheet sails", "Cheat sheet: Sails")
        await until(pilot, lambda: screen_name(pilot) == "CheatSheetScreen")
        await find(pilot, "read boats", "Read: Boats")
        await until(pilot, lambda: screen_name(pilot) == "ReadScreen")


async def _write(pilot: Pilot[int], words: str) -> None:
    """An own note on what is shown."""
    await pilot.press("o")
    await until(pilot, lambda: screen_name(pilot) == "AskScreen")
    pilot.app.screen.query_one(Input).value = words
    await pilot.press("enter")
    await until(pilot, lambda: screen_name(pilot) != "AskScreen")
    await pilot.pause()


async def test_a_section_is_bookmarked_and_the_mark_taken_away(room: Room) -> None:
    async with room.running(size=(120, 40)) as pilot:
        await _read(pilot)
        await pilot.press("b")
        await until(pilot, lambda: "◆ Bookmarked" in screen_text(pilot))
        labels = [str(leaf.label) for leaf in pilot.app.screen.query_one(Tree).root.children[0].children]
        assert labels == ["◆ Parts of a hull", "Steering"]
        await pilot.press("b")
        await until(pilot, lambda: "◆" not in screen_text(pilot))


async def test_an_own_note_is_plain_text_kept_and_found(room: Room) -> None:
    async with room.running() as pilot:
        await _read(pilot)
        await _write(pilot, "see **[/b] [red]page\x1b[31m 7")
        await until(pilot, lambda: "Your note: see **[/b] [red]page [31m 7" in screen_text(pilot))
    async with room.running() as pilot:
        await _read(pilot)
        await until(pilot, lambda: "Your note: see **[/b]" in screen_text(pilot))
        await pilot.press("slash")
        await until(pilot, lambda: screen_name(pilot) == "SearchScreen")
        await pilot.press(*"page 7")
        await until(pilot, lambda: "Your note: Boats: Parts of a hull" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: screen_name(pilot) == "ReadScreen")


async def test_a_question_has_its_note_below_the_reasons(room: Room) -> None:
    async with room.running() as pilot:
        await pilot.press("p", "enter")
        await until(pilot, lambda: screen_name(pilot) == "QuestionScreen")
        assert "o Own note" not in pilot.app.screen.query_one(KeyBar).words
        await pilot.press("a", "enter")
        await until(pilot, lambda: "b Bookmark" in pilot.app.screen.query_one(KeyBar).words)
        await pilot.press("b")
        await _write(pilot, "mine")
        await until(pilot, lambda: "Your note: mine" in screen_text(pilot))
        assert "◆ Bookmarked" in screen_text(pilot)


async def test_the_list_leads_to_a_section_and_to_a_question(room: Room) -> None:
    async with room.running() as pilot:
        await _read(pilot)
        await pilot.press("n")
        await until(pilot, lambda: "2 of 2" in screen_text(pilot))
        await pilot.press("b")
        await pilot.press("p")
        await until(pilot, lambda: "1 of 2" in screen_text(pilot))
        await pilot.press("escape", "p", "enter")
        await until(pilot, lambda: screen_name(pilot) == "QuestionScreen")
        await pilot.press("a", "enter")
        await pilot.pause()
        await _write(pilot, "mine")
        await find(pilot, "bookmarks", "Bookmarks and own notes")
        await until(pilot, lambda: screen_name(pilot) == "MarginScreen")
        await pilot.press("enter")
        await until(pilot, lambda: screen_name(pilot) == "ReadScreen" and "Steering" in screen_text(pilot))
        await pilot.press("m")
        await until(pilot, lambda: screen_name(pilot) == "MarginScreen")
        assert "mine" in screen_text(pilot)
        await pilot.press("end", "enter")
        await until(pilot, lambda: screen_name(pilot) == "QuestionScreen" and "1 of 1" in screen_text(pilot))


async def test_what_has_neither_mark_nor_note_leaves_the_list(room: Room) -> None:
    async with room.running() as pilot:
        await _read(pilot)
        await pilot.press("b", "m")
        await until(pilot, lambda: "◆ Boats: Parts of a hull" in screen_text(pilot))
        await _write(pilot, "mine")
        await pilot.press("b")
        await until(pilot, lambda: "◆" not in screen_text(pilot))
        assert "mine" in screen_text(pilot)
        await _write(pilot, "")
        await until(pilot, lambda: "Nothing is marked yet" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "ReadScreen")


async def test_the_glossary_filters_as_one_types_and_opens_the_section(room: Room) -> None:
    async with room.running() as pilot:
        await _read(pilot)
        assert "l Glossary" in pilot.app.screen.query_one(KeyBar).words
        await pilot.press("l")
        await until(pilot, lambda: screen_name(pilot) == "GlossaryScreen")
        await until(pilot, lambda: "3 of 3" in screen_text(pilot))
        await pilot.press(*"hel")
        await until(pilot, lambda: "1 of 3" in screen_text(pilot))
        assert "rudder  (helm)" in screen_text(pilot)
        assert "a tiller [or a wheel] moves it" in screen_text(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: screen_name(pilot) == "ReadScreen" and "Steering" in screen_text(pilot))


async def test_arrow_keys_choose_a_term_and_the_finder_reaches_the_glossary(room: Room) -> None:
    async with room.running() as pilot:
        await find(pilot, "glossary", "Terms and their meaning")
        await until(pilot, lambda: screen_name(pilot) == "GlossaryScreen")
        for name in ("Enter Open the section", "Down Next term", "F1 Help"):
            assert name in pilot.app.screen.query_one(KeyBar).words
        await pilot.press("down", "down", "down", "enter")
        await until(pilot, lambda: screen_name(pilot) == "ReadScreen" and "Read: Sails" in screen_text(pilot))


async def test_all_of_it_can_be_drawn_in_ascii(room: Room) -> None:
    app = room.app(ascii=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: screen_name(pilot) == "WelcomeScreen")
        await pilot.press("escape")
        await _read(pilot)
        await pilot.press("b")
        await until(pilot, lambda: "@ Bookmarked" in screen_text(pilot) or "@ 1 of 2" in screen_text(pilot))
        for key, name in (("m", "MarginScreen"), ("c", "CheatSheetScreen"), ("l", "GlossaryScreen")):
            await pilot.press(key)
            await until(pilot, lambda name=name: screen_name(pilot) == name)  # type: ignore[misc]
            assert screen_text(pilot).isascii()
            await pilot.press("escape")
            await until(pilot, lambda: screen_name(pilot) == "ReadScreen")
