"""The paper of a mock: shares, unseen ones first, nothing twice."""

from __future__ import annotations

from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.study.questions import choice
from tutor.library.packs import load_pack
from tutor.paths import shipped_content
from tutor.study.paper import apportion, compose_paper

PACK = load_pack(shipped_content() / "352.4")
QUESTIONS = list(PACK.questions.values())
SHARES = {area.slug: area.share for area in PACK.areas}
GROUPS = st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(0, 60), st.integers(0, 30)), min_size=1)


@given(st.integers(0, 90), GROUPS)
def test_seats_are_all_given_and_no_group_gets_more_than_it_has(seats: int, groups: dict[str, tuple[int, int]]) -> None:
    weights = {name: weight for name, (weight, _) in groups.items()}
    most = {name: number for name, (_, number) in groups.items()}
    given_ = apportion(seats, weights, most)
    assert sum(given_.values()) == min(seats, sum(most.values()))
    assert all(given_[name] <= most[name] for name in groups)


def test_a_slice_follows_the_shares_of_the_areas() -> None:
    paper = compose_paper(QUESTIONS, SHARES, 20, Random(1))
    areas = [PACK.questions[slug].area for slug in paper]
    assert len(set(paper)) == 20
    assert {area: areas.count(area) for area in SHARES} == {
        "relevance": 2,
        "compose-swarm": 8,
        "kubernetes-helm": 7,
        "awareness": 3,
    }


def test_unseen_questions_come_before_seen_ones_and_those_of_recent_mocks_last() -> None:
    relevance = [one.slug for one in QUESTIONS if one.area == "relevance"]
    half = len(relevance) // 2
    seen, recent = set(relevance[:half]), set(relevance[: half // 2])
    few = compose_paper(QUESTIONS, {"relevance": 1}, half // 2, Random(1), seen=seen, recent=recent)
    assert not seen & set(few)
    many = compose_paper(QUESTIONS, {"relevance": 1}, len(relevance) - half // 2, Random(1), seen=seen, recent=recent)
    assert len(recent & set(many)) < len(recent) / 2


def test_a_paper_longer_than_the_pack_has_every_question_once() -> None:
    paper = compose_paper(QUESTIONS, SHARES, 1000, Random(1))
    assert sorted(paper) == sorted(PACK.questions)


def test_the_same_chance_makes_the_same_paper() -> None:
    assert compose_paper(QUESTIONS, SHARES, 20, Random(7)) == compose_paper(QUESTIONS, SHARES, 20, Random(7))


def test_five_mocks_in_a_row_have_little_in_common() -> None:
    """A bank of the size that the pack aims at: fewer than 20 of 60 questions in common, whichever two are taken."""
    sizes = {"relevance": 40, "compose-swarm": 210, "kubernetes-helm": 150, "awareness": 80}
    bank = [
        msgspec.structs.replace(choice(f"{area}-{n}", topic=f"{area}{n % 3}"), area=area)
        for area, size in sizes.items()
        for n in range(size)
    ]
    for seed in range(5):
        rng = Random(seed)
        papers: list[tuple[str, ...]] = []
        for _ in range(8):
            recent = {slug for paper in papers[-4:] for slug in paper}
            seen = {slug for paper in papers for slug in paper}
            papers.append(compose_paper(bank, SHARES, 60, rng, seen=seen, recent=recent))
        for n, paper in enumerate(papers):
            assert len(set(paper)) == 60
            for later in papers[n + 1 : n + 5]:
                assert len(set(paper) & set(later)) < 20
