"""What a mock exam is to be, and the paper that comes of it. The same seed lays the same paper for everybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Literal, TypeAlias

from tutor.session.item import lay_out
from tutor.session.selection import WHICH_TITLES
from tutor.study.paper import compose_paper

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tutor.library.pack import Pack
    from tutor.library.question import Question
    from tutor.session.item import Item

Asked: TypeAlias = Literal["all", "unseen", "missed"]
ASKED: tuple[Asked, ...] = ("all", "unseen", "missed")
"""Those of `selection.WHICH` that a mock exam can be made of."""
MINUTES_PER_QUESTION = 1.5
"""The pace of the exam: 60 questions in 90 minutes."""
MOST_QUESTIONS, MOST_MINUTES = 200, 600
NAMED_TOPICS = 3
"""More of them are only counted in a title."""


@dataclass(frozen=True, slots=True)
class MockPlan:
    """A preset, or what a learner put together. Empty fields do not filter."""

    slug: str
    title: str
    """Empty: made from the rest when the paper is known."""
    questions: int
    minutes: int
    topics: tuple[str, ...] = ()
    asked: Asked = "all"
    seed: str = ""
    """Any words. With a seed the paper does not depend on what the learner has seen, nor on chance."""


PRESETS: tuple[MockPlan, ...] = (
    MockPlan("slice", "20 questions in 30 minutes", 20, 30),
    MockPlan("full", "60 questions in 90 minutes", 60, 90),
)


def pace(questions: int) -> int:
    """Minutes for so many questions, at the exam's pace."""
    return max(1, round(questions * MINUTES_PER_QUESTION))


def own_plan(
    questions: int, minutes: int = 0, topics: Sequence[str] = (), asked: Asked = "all", seed: str = ""
) -> MockPlan:
    """A plan that is no preset; without minutes at the exam's pace."""
    return MockPlan("own", "", questions, minutes or pace(questions), tuple(topics), asked, seed)


def lay_paper(
    pack: Pack,
    pool: Sequence[Question],
    plan: MockPlan,
    rng: Random,
    *,
    seen: Collection[str] = (),
    recent: Collection[str] = (),
) -> tuple[Item, ...]:
    """Questions of the pool in the order to ask them, their options shuffled; see `study.paper.compose_paper`.

    A plan with a seed brings its own generator, and neither `seen` nor `recent` count.
    """
    if plan.seed:
        rng, seen, recent = Random(plan.seed), (), ()
    within = [one for one in pool if not plan.topics or one.topic in plan.topics]
    shares = {area.slug: area.share for area in pack.areas}
    paper = compose_paper(within, shares, plan.questions, rng, seen=seen, recent=recent)
    return tuple(lay_out(pack.questions[slug], rng) for slug in paper)


def title_of_paper(plan: MockPlan, count: int, pack: Pack) -> str:
    """`12 questions in 18 minutes: Docker Swarm, Helm; answered wrong; seed monday`."""
    if plan.title and not plan.seed and count == plan.questions:
        return plan.title
    questions = "1 question" if count == 1 else f"{count} questions"
    minutes = "1 minute" if plan.minutes == 1 else f"{plan.minutes} minutes"
    topics = ", ".join(pack.topic(slug).title for slug in plan.topics)
    of = [topics if len(plan.topics) <= NAMED_TOPICS else f"{len(plan.topics)} topics"] if plan.topics else []
    of += [WHICH_TITLES[plan.asked].lower()] if plan.asked != "all" else []
    of += [f"seed {plan.seed}"] if plan.seed else []
    return f"{questions} in {minutes}{': ' if of else ''}{'; '.join(of)}"


def plan_from(
    preset: str = "", count: int = 0, minutes: int = 0, topics: Sequence[str] = (), asked: Asked = "all", seed: str = ""
) -> MockPlan:
    """The preset (without a name `slice`), changed by whatever is not empty."""
    base = next((one for one in PRESETS if one.slug == preset), PRESETS[0])
    if not (count or minutes or topics or asked != "all"):
        return replace(base, seed=seed)
    return own_plan(count or base.questions, minutes or (0 if count else base.minutes), topics, asked, seed)
