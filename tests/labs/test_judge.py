"""Typed commands are judged by what they mean, or by what they do; the shipped keys are judged right themselves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.labs.judge import DockerJudge
from tutor.library.packs import load_pack
from tutor.library.question import FillIn
from tutor.paths import shipped_content
from tutor.session.laboratory import laboratory
from tutor.study.grade import grade

JUDGE = DockerJudge(laboratory())
PACK = load_pack(shipped_content() / "352.4")
TYPED = [one for one in PACK.questions.values() if isinstance(one, FillIn)]
KEYS = [pytest.param(one, key, id=f"{one.slug}:{key}") for one in TYPED for key in one.answers]
JUDGED = {one.slug: one for one in TYPED if one.judge != "words"}


@pytest.mark.parametrize(("question", "key"), KEYS)
def test_every_key_of_the_pack_is_judged_right(question: FillIn, key: str) -> None:
    verdict = grade(question, key, JUDGE)
    assert verdict.correct, verdict.reason


@pytest.mark.parametrize("question", JUDGED.values(), ids=JUDGED)
def test_no_key_is_a_near_miss_of_its_own_question(question: FillIn) -> None:
    assert not [(key, near.match) for key in question.answers for near in question.near if near.fits(key)]


@pytest.mark.parametrize(
    ("slug", "typed", "reason"),
    [
        ("swarm-fill-manager-token", "docker swarm join-token worker", ""),
        ("swarm-fill-rollback", "docker service rolback web", ""),
        ("swarm-fill-stack-deploy", "docker stack deploy -c shop.yml web", ""),
        ("swarm-fill-label", "docker node update --label-add disk=hdd worker2", "--label-add"),
        ("swarm-fill-label", "docker node update --label-rm disk worker2", "--label-add is missing"),
        ("swarm-fill-scale", "docker service scale web=6", "another state than asked for"),
        ("swarm-fill-scale", "docker service ls", "changes nothing"),
        ("swarm-fill-scale", "docker service scale wbe=5", "wbe"),
        ("swarm-fill-drain", "docker node update --availability drain worker2", "another state than asked for"),
        ("swarm-fill-drain", "docker node update --availability drian worker1", "drian"),
        ("swarm-fill-global", "docker service create --name agent nginx", ""),
        ("swarm-fill-scale", "rm -rf /", ""),
        ("swarm-fill-scale", "docker service scale web=5; docker node ls", ""),
    ],
)
def test_a_wrong_command_is_judged_wrong_with_a_reason(slug: str, typed: str, reason: str) -> None:
    verdict = grade(JUDGED[slug], typed, JUDGE)
    assert not verdict.correct
    assert verdict.reason
    assert reason in verdict.reason or verdict.near


@pytest.mark.parametrize(
    ("slug", "typed"),
    [
        ("swarm-fill-scale", "docker service scale -d web=5"),
        ("swarm-fill-scale", "docker service update --detach --replicas=5 web"),
        ("swarm-fill-scale", "sudo docker service scale web=5"),
        ("swarm-fill-drain", "docker node update --availability=drain worker1"),
        ("swarm-fill-rollback", "docker service rollback --detach web"),
        ("swarm-fill-stack-deploy", "docker stack deploy --compose-file=web.yml shop"),
        ("swarm-fill-label", "docker node update --label-add=disk=ssd worker2"),
        ("swarm-fill-label", "  docker   node update   --label-add 'disk=ssd' worker2 # label"),
    ],
)
def test_other_ways_that_mean_or_do_the_same_are_right(slug: str, typed: str) -> None:
    verdict = grade(JUDGED[slug], typed, JUDGE)
    assert verdict.correct, verdict.reason


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_gets_a_judgement(typed: str) -> None:
    assert not JUDGE.command(typed, ["docker node ls"]).correct or "docker" in typed
    assert not JUDGE.command(f"docker {typed}", ["docker swarm join-token -q manager"]).correct


def test_one_try_leaves_the_next_one_the_same_beginning() -> None:
    question = JUDGED["swarm-fill-scale"]
    assert not grade(question, "docker service rm web", JUDGE).correct
    assert grade(question, "docker service scale web=5", JUDGE).correct
