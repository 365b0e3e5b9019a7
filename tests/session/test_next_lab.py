"""Which lab comes next, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.several_labs import several_labs
from tutor.library.packs import load_pack
from tutor.progress.records import LabRun
from tutor.session.lab_states import LabResult, lab_states, next_lab
from tutor.study.lab_reviews import LabAttempt, Outcome
from tutor.study.score import Score

if TYPE_CHECKING:
    from tutor.library.pack import Pack
    from tutor.session.lab_states import NextLab

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SOLVED = LabRun("r", "demo", "moor", "1", NOW, NOW, solved_at=NOW, seconds=600)


@pytest.fixture(scope="module", params=[True, False], ids=["chapters", "no chapters"])
def pack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(several_labs(tmp_path_factory.mktemp("packs") / "pack", chapters=request.param))


def ended(lab: str, outcome: Outcome, **fields: object) -> LabAttempt:
    base = LabAttempt(f"{lab} {outcome}", NOW, "demo", lab, "1", "", "lab", outcome, 1)
    return replace(base, **fields)  # type: ignore[arg-type]


def following(
    pack: Pack,
    *attempts: LabAttempt,
    runs: tuple[LabRun, ...] = (),
    weak: dict[str, Score] | None = None,
    hours: int = 0,
    after: str = "",
) -> NextLab | None:
    states = lab_states(pack, runs, attempts)
    return next_lab(pack, states, weak or {}, NOW + timedelta(hours=hours), after)


def test_the_first_unsolved_one_of_the_course(pack: Pack) -> None:
    first = following(pack)
    assert first is not None
    where = "of the chapter In the harbour" if pack.chapters else "labs"
    total = 1 if pack.chapters else 3
    assert (first.lab.slug, first.reason) == (
        "moor",
        f"0 of {total} {where} are solved; this one takes about 5 minutes.",
    )
    second = following(pack, ended("moor", "solved"))
    assert second is not None
    assert second.lab.slug == "lighthouse"
    assert following(pack, *(ended(lab.slug, "solved") for lab in pack.labs)) is None


def test_the_one_in_progress_comes_first_the_last_touched_of_several(pack: Pack) -> None:
    early = LabRun("b", "demo", "buoy", "1", NOW, NOW)
    late = LabRun("l", "demo", "lighthouse", "1", NOW, NOW + timedelta(minutes=1), goals_met=("lamp", "nodes"))
    found = following(pack, runs=(late, early))
    assert found is not None
    assert (found.lab.slug, found.open, found.reason) == (
        "lighthouse",
        True,
        "It is in progress: 1 of 2 goals are met.",
    )


def test_weak_sections_are_preferred_few_answers_are_no_weakness(pack: Pack) -> None:
    for score, wanted in ((Score(1, 2), "moor"), (Score(2, 3), "lighthouse"), (Score(3, 4), "moor")):
        found = following(pack, weak={"boats/parts": score})
        assert found is not None
        assert found.lab.slug == wanted
    worse = {"boats/parts": Score(2, 4), "boats/steering": Score(1, 4)}
    found = following(pack, weak=worse)
    assert found is not None
    assert (found.lab.slug, found.reason) == ("moor", "Its part of the notes is weak: 1 of 4 answered right.")


def test_one_that_went_wrong_rests_while_there_are_others(pack: Pack) -> None:
    gave_up = ended("moor", "given up")
    found = following(pack, gave_up)
    assert found is not None
    assert found.lab.slug == "lighthouse"
    found = following(pack, gave_up, hours=13)
    assert found is not None
    assert (found.lab.slug, found.reason) == (
        "moor",
        "It was not solved the last time; this one takes about 5 minutes.",
    )
    others = [ended(lab.slug, "solved") for lab in pack.labs if lab.slug != "moor"]
    found = following(pack, gave_up, *others)
    assert found is not None
    assert found.lab.slug == "moor"


def test_the_lab_just_done_is_not_the_next(pack: Pack) -> None:
    running = LabRun("m", "demo", "moor", "1", NOW, NOW)
    found = following(pack, runs=(running,), after="moor")
    assert found is not None
    assert found.lab.slug == "lighthouse"


def test_the_best_result_has_the_least_help_then_the_least_time(pack: Pack) -> None:
    solved = [
        ended("moor", "solved", uuid="1", run="1", seconds=60, solution_shown=True),
        ended("moor", "solved", uuid="2", run="2", seconds=90, hints={"runs": 2}),
        ended("moor", "solved", uuid="3", run="3", seconds=290, hints={"runs": 1}),
        ended("moor", "solved", uuid="4", run="4", seconds=310, hints={"runs": 1}),
    ]
    moor = next(one for one in lab_states(pack, [], solved) if one.lab.slug == "moor")
    assert moor.best is not None
    assert (moor.best, moor.best.words) == (LabResult(1, False, 290), "1 hint, 5 min")
    # a run that an older program kept has nothing in the log
    moor = next(one for one in lab_states(pack, [SOLVED], []) if one.lab.slug == "moor")
    assert (moor.state, moor.best) == ("solved", LabResult(0, False, 600))
    assert LabResult(0, False, 600).words == "no hints, 10 min"
