"""Practising: answers are graded, explained, logged at once, and can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.conftest import screen_name, screen_text, until
from tutor.library.question import FillIn
from tutor.tui.app import TutorApp
from tutor.tui.screens.question import QuestionScreen

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tests.tui.conftest import Room
    from tutor.session.learner import Learner


def learner(pilot: Pilot[int]) -> Learner:
    assert isinstance(pilot.app, TutorApp)
    return pilot.app.desk.learner


def asking(pilot: Pilot[int]) -> QuestionScreen:
    assert isinstance(pilot.app.screen, QuestionScreen)
    return pilot.app.screen


async def begin(pilot: Pilot[int]) -> None:
    await pilot.press("p", "enter")
    await until(pilot, lambda: screen_name(pilot) == "QuestionScreen")
    await pilot.pause()


async def answer(pilot: Pilot[int], *, right: bool = True, sure: bool = True) -> None:
    """Answer the question on the screen with its keys."""
    item = asking(pilot).session.current
    assert item is not None
    if isinstance(item.question, FillIn):
        await pilot.press(
            *(item.question.answers[0] if right else "nonsense").replace(" ", "\x00").replace("\x00", " ")
        )
        await pilot.press("enter")
    else:
        wanted = [one for one in item.options if one.option.correct == right]
        for shown in wanted if right and item.choose > 1 else wanted[:1]:
            await pilot.press(shown.letter.lower())
    await pilot.press("enter" if sure else "u")
    await pilot.pause()


async def test_right_and_wrong_with_a_reason_for_every_option(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        for _ in range(asking(pilot).session.total):
            item = asking(pilot).session.current
            assert item is not None
            await answer(pilot, right=False)
            assert not learner(pilot).standing.latest[item.question.slug].correct
            paper = "\n".join(one.plain for one in asking(pilot).query("Paper"))  # type: ignore[attr-defined]
            assert "Wrong" in paper
            if isinstance(item.question, FillIn):
                assert item.question.why.split(".")[0] in " ".join(paper.split())
            else:
                for option in item.question.options:
                    assert " ".join(option.why.split()) in " ".join(paper.split())
            await pilot.press("enter")
            await pilot.pause()
        assert "That was the last one." in screen_text(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: screen_name(pilot) == "PractiseScreen")


async def test_confidence_is_kept_with_the_answer(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        first = asking(pilot).session.current
        assert first is not None
        await answer(pilot, sure=False)
        assert learner(pilot).standing.latest[first.question.slug].confidence == "unsure"
        await pilot.press("enter")
        await pilot.pause()
        second = asking(pilot).session.current
        assert second is not None
        await answer(pilot, sure=True)
        assert learner(pilot).standing.latest[second.question.slug].confidence == "sure"


async def test_an_answer_is_in_the_file_before_the_next_question(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        await answer(pilot)
    async with room.running() as pilot:
        assert len(learner(pilot).standing.latest) == 1


async def test_a_mis_key_is_taken_back(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        await answer(pilot, right=False)
        await pilot.press("z")
        await pilot.pause()
        assert asking(pilot).session.grade is None
        assert not learner(pilot).standing.latest


async def test_this_question_is_wrong_leaves_it_out_of_the_scores(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        item = asking(pilot).session.current
        assert item is not None
        await answer(pilot, right=False)
        await pilot.press("w")
        await until(pilot, lambda: screen_name(pilot) == "AskScreen")
        await pilot.press(*"two are right", "enter")
        await until(pilot, lambda: screen_name(pilot) == "QuestionScreen")
        (report,) = learner(pilot).progress.marks.reports("demo")
        assert (report.item, report.pack_version, report.reason) == (item.question.slug, "1.0", "two are right")
        assert learner(pilot).standing.total.answers == 0
        assert "counts in no score" in screen_text(pilot)


async def test_flag_and_note(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        item = asking(pilot).session.current
        assert item is not None
        if not isinstance(item.question, FillIn):
            await pilot.press("k")
            await pilot.pause()
            assert item.question.slug in learner(pilot).standing.flagged
        await answer(pilot)
        await pilot.press("n")
        await until(pilot, lambda: screen_name(pilot) == "NoteScreen")
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "QuestionScreen")


async def test_filters_change_what_is_asked(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        await answer(pilot, right=False)
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "PractiseScreen")
        for _ in range(3):
            await pilot.press("f")
        await pilot.pause()
        assert "Answered wrong" in screen_text(pilot)
        await pilot.press("home", "enter")
        await until(pilot, lambda: screen_name(pilot) == "QuestionScreen")
        assert asking(pilot).session.total == 1


async def test_an_empty_list_is_told_and_nothing_breaks(room: Room) -> None:
    async with room.running() as pilot:
        await pilot.press("p", "f", "enter")
        await pilot.pause()
        assert screen_name(pilot) == "PractiseScreen"


async def test_the_placement_asks_over_all_topics(room: Room) -> None:
    async with room.running() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: screen_name(pilot) == "QuestionScreen")
        session = asking(pilot).session
        assert session.mode == "placement"
        assert {item.question.topic for item in session.items} == {"boats", "sails"}


async def test_home_knows_the_next_day_what_is_due(room: Room) -> None:
    async with room.running() as pilot:
        await begin(pilot)
        await answer(pilot, right=False)
    room.clock.pass_days(2)
    async with room.running() as pilot:
        assert "1 due for review" in screen_text(pilot)
        assert "Review 1 question" in screen_text(pilot)
