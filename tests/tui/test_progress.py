"""Progress in detail, and the session that is built from it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.tui.conftest import screen_name, screen_text, until
from tests.tui.test_practise import answer, learner

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tests.tui.conftest import Room


async def gone_to(pilot: Pilot[int], key: str, name: str) -> str:
    """Press, wait for the screen, and read it."""
    await pilot.press(key)
    await until(pilot, lambda: screen_name(pilot) == name)
    await pilot.pause()
    return screen_text(pilot)


async def test_from_results_down_to_a_sections_questions_and_the_work_to_come(room: Room) -> None:
    async with room.running() as pilot:
        one = learner(pilot)
        for number, slug in enumerate(list(one.standing.questions)[:4]):
            one.log(one.pack.questions[slug], (0,), number > 1, "sure", 20.0, "practice")
        one.change(exam_date=room.clock.day(room.clock.present) + timedelta(days=6))
        text = await gone_to(pilot, "g", "ProgressScreen")
        assert "New questions: not enough answers yet" in text
        assert "2 of 4" in text
        text = await gone_to(pilot, "t", "MasteryScreen")
        assert "2 of 4 stand right now" in text
        await pilot.press("a")
        await pilot.pause()
        assert one.pack.areas[0].title in screen_text(pilot)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "section by section" in screen_text(pilot))
        await gone_to(pilot, "enter", "QuestionScreen")
        await pilot.press("escape", "escape")
        await gone_to(pilot, "g", "MasteryScreen")
        for _ in range(3):
            await pilot.press("escape")
            await pilot.pause()
        text = await gone_to(pilot, "c", "CalendarScreen")
        assert "2 of 4 right" in text
        await gone_to(pilot, "escape", "ProgressScreen")
        text = await gone_to(pilot, "f", "PlanScreen")
        assert "in 6 days" in text
        assert "Sun 2026-11-29" in text
        assert "2026-11-30 " not in text.split("in 6 days")[1]
        await pilot.press("down", "down", "enter")  # a list without questions is told
        await pilot.pause()
        assert screen_name(pilot) == "PlanScreen"


async def test_one_key_leads_through_a_session_and_it_goes_on_where_it_was_left(room: Room) -> None:
    async with room.running() as pilot:
        await gone_to(pilot, "w", "MixedScreen")
        await gone_to(pilot, "enter", "QuestionScreen")
        await answer(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "MixedScreen")
    async with room.running() as pilot:
        text = await gone_to(pilot, "w", "MixedScreen")
        while "Reread" not in text.split("›")[1].splitlines()[0]:
            await gone_to(pilot, "enter", "QuestionScreen")
            while screen_name(pilot) == "QuestionScreen" and "That was the last one" not in screen_text(pilot):
                await answer(pilot)
                await pilot.press("enter")
                await pilot.pause()
            text = await gone_to(pilot, "enter", "MixedScreen")
        await gone_to(pilot, "enter", "NoteScreen")
        await gone_to(pilot, "escape", "MixedScreen")
        while "The session is done." not in screen_text(pilot):
            await pilot.press("n")
            await pilot.pause()
        await gone_to(pilot, "enter", "PractiseScreen")
