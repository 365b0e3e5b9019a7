"""A hands-on challenge: drawn, worked on, killed, gone on with, judged with credit for what was met."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.several_labs import several_labs
from tutor.library.packs import load_pack
from tutor.paths import shipped_content
from tutor.session.challenge_draw import CHALLENGES, chapters_of, draw
from tutor.session.errors import SessionError
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from pathlib import Path

    from tests.session.conftest import Desk
    from tutor.session.challenge import ChallengeSession
    from tutor.session.challenge_report import ChallengeLabResult, ChallengeReport

SHORT = CHALLENGES[0]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return several_labs(tmp_path / "pack")


def work(session: ChallengeSession, lab: str, *lines: str) -> None:
    """Bring a lab to the front and type there, five seconds for each line."""
    session.goto([one.slug for one in session.labs].index(lab))
    for line in lines:
        session.current.start("manager1", line)
        for _ in range(5):
            session.tick(1)
            session.current.tick(SECOND)


def result(report: ChallengeReport, lab: str) -> ChallengeLabResult:
    return next(one for one in report.labs if one.lab.slug == lab)


def test_a_set_is_drawn_by_chapter_fits_its_time_and_is_the_same_for_a_seed() -> None:
    chapters = chapters_of(load_pack(shipped_content() / "352.4"))
    for preset in CHALLENGES:
        drawn = set()
        for seed in range(10):
            labs = draw(chapters, preset.labs, preset.minutes, Random(seed))
            assert labs == draw(chapters, preset.labs, preset.minutes, Random(seed))
            assert len({lab.chapter for lab in labs}) == len(labs) == preset.labs
            assert sum(lab.minutes for lab in labs) <= preset.minutes
            assert all(lab.form != "guided" for lab in labs)
            drawn.add(tuple(lab.slug for lab in labs))
        assert len(drawn) > 5


def test_what_was_set_lately_comes_last(pack: Path) -> None:
    chapters = chapters_of(load_pack(pack))
    for seed in range(5):
        (lab,) = draw(chapters, 1, 30, Random(seed), recent=["moor", "buoy"])
        assert lab.slug in {"moor", "lighthouse"}  # a chapter whose labs are all recent takes part, too
    only = [chapter for chapter in chapters if chapter.slug == "coast"]
    assert [lab.slug for lab in draw(only, 1, 30, Random(1), recent=["buoy"])] == ["lighthouse"]


@pytest.mark.parametrize("chapters", [True, False])
def test_a_pack_without_chapters_has_those_its_labs_name(tmp_path: Path, chapters: bool) -> None:
    found = chapters_of(load_pack(several_labs(tmp_path / "pack", chapters=chapters)))
    titles = {"harbour": "In the harbour", "coast": "Along the coast"} if chapters else {}
    assert {one.slug: one.title for one in found} == titles or {one.title for one in found} == {"Harbour", "Coast"}
    assert {lab.slug for one in found for lab in one.labs} == {"moor", "lighthouse", "buoy"}


def test_killed_it_goes_on_with_every_command_and_the_time_that_was_left(desk: Desk, pack: Path) -> None:
    session = desk.learner(pack).challenges.begin(SHORT)
    work(session, "moor", "docker swarm init")
    work(session, "lighthouse", "docker service create -d --name lamp nginx")
    left = session.remaining
    assert left == 30 * 60 - 10
    desk.clock.pass_days(1)  # no end, no save: the program was killed
    learner = desk.learner(pack)
    again = learner.challenges.resume()
    assert again is not None
    # what was typed is there to the last line, of the countdown the seconds since that line are lost
    assert left <= again.remaining <= left + 5
    assert again.labs[again.position].slug == "lighthouse"
    for lab in ("lighthouse", "moor"):
        work(session, lab)
        work(again, lab)
        assert again.current.journal == session.current.journal
        assert [state.met for state in again.current.states] == [state.met for state in session.current.states]
    with pytest.raises(SessionError, match="unfinished"):
        learner.challenges.begin(SHORT)


def test_nothing_is_told_before_the_end(desk: Desk, pack: Path) -> None:
    session = desk.learner(pack).challenges.begin(SHORT)
    for ask in (session.report, session.current.solutions, lambda: session.current.hint("lamp")):
        with pytest.raises(SessionError):
            ask()


def test_each_goal_met_counts_and_a_broken_one_costs(desk: Desk, pack: Path) -> None:
    learner = desk.learner(pack)
    session = learner.challenges.begin(SHORT)
    work(session, "lighthouse", "docker service create -d --name lamp nginx", "docker node rm -f worker2")
    work(session, "moor", "docker swarm init", "docker service create -d --name web nginx")
    report = session.finish()
    lighthouse = result(report, "lighthouse")
    assert (lighthouse.points, lighthouse.out_of) == (1, 3)
    assert {goal.text: goal.reason for goal in lighthouse.goals if not goal.met} == {
        "horn exists": "want 1 service horn, have 0",
        "three nodes": "want 3 nodes, have 2 (manager1, worker1)",
    }
    assert result(report, "moor").solved
    buoy = result(report, "buoy")
    assert (buoy.words, buoy.points, buoy.out_of) == ("not begun", 0, 1)
    assert report.words == "1 of 3 labs solved, 2 of 5 goals met"
    assert report.seconds_used == 20
    assert session.finish() == report
    assert learner.challenges.resume() is None
    # what was not begun says nothing of the learner
    logged = {one.lab: one for one in learner.progress.lab_log.of("demo")}
    assert {lab: one.outcome for lab, one in logged.items()} == {"lighthouse": "failed", "moor": "solved"}
    assert logged["lighthouse"].goals_met == ("lamp",)
    later = desk.learner(pack)
    assert later.challenges.report(later.challenges.finished()[0]) == report
    assert {one.lab.slug: one.state for one in later.labs()} == {"moor": "solved", "lighthouse": "new", "buoy": "new"}


def test_left_running_it_ends_and_is_judged_as_it_stood(desk: Desk, pack: Path) -> None:
    session = desk.learner(pack).challenges.begin(SHORT)
    work(session, "buoy", "docker network create -d overlay sea")
    assert session.tick(30 * 60 - 5 - 300) == "5 minutes left"
    assert session.tick(86_400) == "Time is up"
    assert session.over
    assert result(session.report(), "buoy").solved
    assert session.report().seconds_used == 30 * 60
    with pytest.raises(SessionError, match="has ended"):
        session.goto(0)


def test_a_cluster_that_is_not_in_front_goes_on(desk: Desk, pack: Path) -> None:
    session = desk.learner(pack).challenges.begin(SHORT)
    work(session, "lighthouse")
    lighthouse = session.current
    lighthouse.start("manager1", "docker service create -d --name lamp nginx")
    work(session, "buoy")
    before = lighthouse.now
    for _ in range(25):
        session.pass_behind(SECOND // 5)
    assert lighthouse.now == before + 5 * SECOND


def test_undo_and_reset_are_kept_as_well(desk: Desk, pack: Path) -> None:
    session = desk.learner(pack).challenges.begin(SHORT)
    work(session, "buoy", "docker network create -d overlay sea", "docker network rm sea")
    session.current.undo()
    again = desk.learner(pack).challenges.resume()
    assert again is not None
    assert result(again.finish(), "buoy").solved
    learner = desk.learner(pack)
    session = learner.challenges.begin(SHORT)
    work(session, "buoy", "docker network create -d overlay sea")
    session.current.reset()
    again = desk.learner(pack).challenges.resume()
    assert again is not None
    assert result(again.finish(), "buoy").words == "not begun"


def test_a_discarded_one_is_not_judged(desk: Desk, pack: Path) -> None:
    learner = desk.learner(pack)
    work(learner.challenges.begin(SHORT), "buoy", "docker network create -d overlay sea")
    learner.challenges.discard()
    assert learner.challenges.resume() is None
    assert learner.challenges.finished() == []
    assert learner.progress.lab_log.of("demo") == []
