"""A mock exam: countdown, flags, item list, going back, no feedback, resumed after a kill, report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.conftest import screen_name, screen_text, until
from tutor.library.question import FillIn
from tutor.tui.app import TutorApp
from tutor.tui.screens.exam import ExamScreen

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tests.tui.conftest import Room


def sitting(pilot: Pilot[int]) -> ExamScreen:
    assert isinstance(pilot.app.screen, ExamScreen)
    return pilot.app.screen


async def begin(pilot: Pilot[int]) -> None:
    await pilot.press("m", "enter")
    await until(pilot, lambda: screen_name(pilot) == "ExamScreen")
    await pilot.pause()


async def answer_right(pilot: Pilot[int]) -> None:
    item = sitting(pilot).session.current
    if isinstance(item.question, FillIn):
        await pilot.press(*item.question.answers[0])
        await pilot.press("tab")
    else:
        for shown in item.options:
            if shown.option.correct:
                await pilot.press(shown.letter.lower())
    await pilot.pause()


async def test_a_whole_mock_exam(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        session = sitting(pilot).session
        for number in range(session.total):
            assert session.position == number
            await answer_right(pilot)
            assert session.confidence == "sure"
            assert "Right" not in screen_text(pilot).replace("Right is", "")
            await pilot.press("n")
            await pilot.pause()
        await pilot.press("tab", "s")
        await until(pilot, lambda: screen_name(pilot) == "ConfirmScreen")
        assert "All are answered." in screen_text(pilot)
        await pilot.press("y")
        await until(pilot, lambda: screen_name(pilot) == "ReportScreen")
        report = session.report()
        assert report.total.correct == report.total.answers == session.total
        assert "By topic" in screen_text(pilot)
        assert "By key-knowledge area" in screen_text(pilot)


async def test_flag_item_list_and_going_back(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        session = sitting(pilot).session
        while isinstance(session.current.question, FillIn):
            session.next()
        sitting(pilot)._show()
        where = session.position
        await pilot.press("k", "a", "u", "b")
        await pilot.pause()
        assert session.flagged
        assert session.confidence == "unsure"
        await pilot.press("n", "tab", "i")
        await until(pilot, lambda: screen_name(pilot) == "ItemsScreen")
        line = screen_text(pilot)
        assert "1 flagged" in line
        assert "not answered" in line
        await pilot.press("home", *["down"] * where, "enter")
        await until(pilot, lambda: screen_name(pilot) == "ExamScreen")
        assert session.position == where


async def test_submitting_tells_how_many_are_unanswered_and_no_goes_on(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        total = sitting(pilot).session.total
        await pilot.press("tab", "s")
        await until(pilot, lambda: screen_name(pilot) == "ConfirmScreen")
        assert f"{total} of {total} questions are not answered." in " ".join(screen_text(pilot).split())
        await pilot.press("n")
        await until(pilot, lambda: screen_name(pilot) == "ExamScreen")


async def test_left_and_gone_on_with_every_answer_and_the_time_that_was_left(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        await answer_right(pilot)
        answer = sitting(pilot).session.answer
        room.seconds += 65
        sitting(pilot)._tick()
        left = sitting(pilot).session.remaining
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "MockScreen")
    room.seconds += 5000  # the program was away
    async with room.running() as pilot:
        assert "Go on with the mock exam" in screen_text(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: screen_name(pilot) == "ExamScreen")
        assert sitting(pilot).session.answer == answer
        assert sitting(pilot).session.remaining == left == 30 * 60 - 65


async def test_time_runs_out_and_the_report_comes(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        room.seconds += 30 * 60 + 1
        sitting(pilot)._tick()
        await until(pilot, lambda: screen_name(pilot) == "ReportScreen")


async def test_the_report_drills_what_was_not_answered(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        total = sitting(pilot).session.total
        await pilot.press("tab", "s", "y")
        await until(pilot, lambda: screen_name(pilot) == "ReportScreen")
        await pilot.press("o")
        await until(pilot, lambda: screen_name(pilot) == "QuestionScreen")
        app = pilot.app
        assert isinstance(app, TutorApp)
        assert app.screen.session.total == total  # type: ignore[attr-defined]


async def test_a_question_of_the_report_shows_its_reasons(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        await pilot.press("tab", "s", "y")
        await until(pilot, lambda: screen_name(pilot) == "ReportScreen")
        await pilot.press("x")
        await until(pilot, lambda: len(list(room.home.glob("reports/*/*.*"))) == 2)
        (page, numbers) = sorted(room.home.glob("reports/*/*.*"), reverse=True)
        assert page.read_text(encoding="utf-8").startswith("# Mock exam of 2026-11-24")
        assert '"unanswered": [' in numbers.read_text(encoding="utf-8")
        await pilot.press("enter")
        await until(pilot, lambda: screen_name(pilot) == "ResultsScreen")
        await pilot.press("enter")
        await until(pilot, lambda: screen_name(pilot) == "ResultScreen")
        assert "not answered" in screen_text(pilot)
        await pilot.press("w")
        await until(pilot, lambda: screen_name(pilot) == "AskScreen")
        await pilot.press(*"typo", "enter")
        await until(pilot, lambda: "You reported this question" in screen_text(pilot))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: screen_name(pilot) == "ReportScreen")
        await until(pilot, lambda: "0 of 5 right" in screen_text(pilot))


async def change(pilot: Pilot[int], *way: str, typed: str) -> None:
    """Go to a line and type another value for it."""
    await pilot.press(*way, "enter")
    await until(pilot, lambda: screen_name(pilot) == "AskScreen")
    await pilot.pause()
    await pilot.press("ctrl+u", *typed, "enter")
    await until(pilot, lambda: screen_name(pilot) == "OwnMockScreen")


async def test_one_of_ones_own_and_what_changed_since_the_one_before(room: Room) -> None:
    async with room.running() as pilot:
        for number in range(2):
            await pilot.press("m", "down", "down", "enter")
            await until(pilot, lambda: screen_name(pilot) == "OwnMockScreen")
            await change(pilot, "down", typed="3")  # questions
            await change(pilot, "down", "down", "down", typed="x [/b]")  # seed
            await pilot.press("end", "enter")  # the last topic
            await until(pilot, lambda: "Begin: 2 questions; there are only 2" in screen_text(pilot))
            assert "4, at the pace of the exam" in screen_text(pilot)
            await pilot.press("b")
            await until(pilot, lambda: screen_name(pilot) == "ExamScreen")
            session = sitting(pilot).session
            assert session.title == "2 questions in 4 minutes: Sails; seed x [/b]"
            if number == 1:
                room.seconds += 20
                sitting(pilot)._tick()
                await answer_right(pilot)
            await pilot.press("tab", "s")
            await until(pilot, lambda: screen_name(pilot) == "ConfirmScreen")
            await pilot.press("y")
            await until(pilot, lambda: screen_name(pilot) == "ReportScreen")
            assert ("Against earlier ones" in screen_text(pilot)) == (number == 1)
            room.clock.pass_days(1)
            await pilot.press("escape")
            await until(pilot, lambda: screen_name(pilot) == "MockScreen")
            await pilot.press("escape")
        await pilot.press("m")
        await until(pilot, lambda: "2026-11-24 0 of 2" in screen_text(pilot))
        assert "2026-11-25 1 of 2" in screen_text(pilot)


async def test_discarding_asks_first(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "MockScreen")
        await pilot.press("x")
        await until(pilot, lambda: screen_name(pilot) == "ConfirmScreen")
        await pilot.press("y")
        await until(pilot, lambda: "Begin: 20 questions" in screen_text(pilot))
