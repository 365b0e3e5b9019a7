"""The weak-topic session: a quarter of an hour of due reviews, weak sections, one note and one lab, in turn.

It is a list of steps. What is left of it is kept after every step, so that it goes on where it was left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

from tutor.session.errors import SessionError
from tutor.session.item import lay_out
from tutor.session.knowledge import home_of
from tutor.session.practice import PracticeSession
from tutor.study.exploring import choose_new

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tutor.session.learner import Learner

MINUTES = 15
NOTE_MINUTES = 2
LAB_MINUTES = 6
"""What a lab takes of the session at most; a longer one goes on another time."""
USUAL_SECONDS, LEAST_SECONDS, MOST_SECONDS = 45.0, 20.0, 90.0
"""For a question with its reasons, and the bounds of what the learner's own pace may make of it."""
PACE = 50
"""Answers that the learner's pace is taken from."""
REVIEWS = 0.6
"""Share of the questions that are reviews, when enough are due."""
LEGS = (1 / 3, 1 / 3, 1 / 3)
"""How the questions are dealt out: before the note, before the lab, at the end."""
KEPT = "mixed"
"""The setting under which an unfinished session lies."""

StepKind: TypeAlias = Literal["questions", "note", "lab"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `names` are questions, one `topic/section`, or one lab."""

    kind: StepKind
    names: tuple[str, ...] = ()
    new: int = 0
    """So many new questions are chosen when the step begins, from what is known by then."""
    done: bool = False

    @property
    def questions(self) -> int:
        return len(self.names) + self.new if self.kind == "questions" else 0


class _Kept(msgspec.Struct, frozen=True):
    """A session as it lies in the settings."""

    day: str
    pack: str
    steps: tuple[Step, ...]


class MixedSession:
    """A session in progress."""

    def __init__(self, learner: Learner, steps: Sequence[Step]) -> None:
        self._learner = learner
        self.steps = list(steps)

    @property
    def position(self) -> int:
        """Of the first step that is not done; their number when all are."""
        return next((number for number, step in enumerate(self.steps) if not step.done), len(self.steps))

    @property
    def finished(self) -> bool:
        return self.position == len(self.steps)

    def practise(self, number: int) -> PracticeSession:
        """Begin a step with questions; its new ones are chosen now. Raises SessionError when none is left."""
        step = self.steps[number]
        learner = self._learner
        gone = {name for name in step.names if name not in learner.standing.questions}
        names = [name for name in step.names if name not in gone]
        names += _new_questions(learner, step.new, {name for one in self.steps for name in one.names})
        if not names:
            self._put(number, replace(step, done=True))
            raise SessionError("there is no such question now")
        self._put(number, replace(step, names=tuple(names), new=0))
        learner.rng.shuffle(names)
        items = tuple(lay_out(learner.pack.questions[name], learner.rng) for name in names)
        return PracticeSession(learner, "15-minute session", items, "practice")

    def left(self, number: int, session: PracticeSession) -> None:
        """A step with questions was left: those without an answer stay in it."""
        step = self.steps[number]
        answered = set(session.answered_items)
        names = tuple(name for name in step.names if name not in answered)
        self._put(number, replace(step, names=names or step.names, done=not names))

    def done(self, number: int) -> None:
        """A note was read, or a lab worked on."""
        self._put(number, replace(self.steps[number], done=True))

    def _put(self, number: int, step: Step) -> None:
        self.steps[number] = step
        self._keep()

    def _keep(self) -> None:
        learner = self._learner
        kept = _Kept(learner.standing.today.isoformat(), learner.pack.slug, tuple(self.steps))
        value = None if self.finished else msgspec.to_builtins(kept)
        learner.progress.preferences.put({KEPT: value}, learner.clock.now())


# ---------------------------------------------------------------------- beginning
def kept_session(learner: Learner) -> MixedSession | None:
    """Today's unfinished session of this pack, or None."""
    value: Any = learner.progress.preferences.all().get(KEPT)
    try:
        kept = msgspec.convert(value, _Kept)
    except msgspec.ValidationError:
        return None
    if kept.pack != learner.pack.slug or kept.day != learner.standing.today.isoformat():
        return None
    session = MixedSession(learner, kept.steps)
    return None if session.finished else session


def compose(learner: Learner) -> MixedSession:
    """A new session from what is due and weak now. Raises SessionError for a pack without questions."""
    if not learner.standing.questions:
        raise SessionError("this pack has no questions")
    lab = learner.course.next()
    minutes = MINUTES - NOTE_MINUTES - (min(lab.lab.minutes, LAB_MINUTES) if lab else 0)
    count = max(int(minutes * 60 / seconds_each(learner)), len(LEGS))
    note = _note(learner)
    reviews, new, drills = _questions(learner, count, note)
    legs = list(_legs(reviews, new, drills))
    between = [Step("note", ("/".join(note),)), *([Step("lab", (lab.lab.slug,))] if lab else [])]
    steps = [step for number, leg in enumerate(legs) for step in (leg, *between[number : number + 1])]
    return MixedSession(learner, steps)


def seconds_each(learner: Learner) -> float:
    """How long the learner takes for a question, from the latest answers."""
    latest = [attempt.seconds for attempt in learner.standing.attempts[-PACE:] if attempt.seconds > 0]
    pace = median(latest) if latest else USUAL_SECONDS
    return min(max(pace, LEAST_SECONDS), MOST_SECONDS)


def _questions(learner: Learner, count: int, note: tuple[str, str]) -> tuple[list[str], int, list[str]]:
    """(reviews, how many new ones, others to drill): those answered wrong, first of the note's section."""
    standing = learner.standing
    room = min(learner.new_today_left, len(standing.unseen))
    reviews = list(standing.due[: math.ceil(count * REVIEWS) if room else count])
    new = min(count - len(reviews), room)
    wrong = [slug for slug in standing.missed if slug not in reviews]
    places = {name: number for number, name in enumerate([note, *standing.knowledge.weak_sections()])}
    wrong.sort(key=lambda slug: places.get(_place(home_of(standing.questions[slug])), len(places)))
    drills = wrong[: max(count - len(reviews) - new, 1)]
    if not reviews and not new and not drills:
        others = list(standing.questions)
        learner.rng.shuffle(others)
        drills = others[:count]
    return reviews, new, drills


def _place(home: str) -> tuple[str, str]:
    topic, _, section = home.partition("/")
    return topic, section


def _legs(reviews: list[str], new: int, drills: list[str]) -> Iterator[Step]:
    """The questions dealt out over the legs, each with something of everything; drills come after the note."""
    given = [0, 0, 0]
    for number in range(len(LEGS)):
        upto = sum(LEGS[: number + 1])
        ends = [round(len(reviews) * upto), round(new * upto), 0 if number == 0 else len(drills)]
        names = reviews[given[0] : ends[0]] + drills[given[2] : ends[2]]
        if names or ends[1] > given[1]:
            yield Step("questions", tuple(names), ends[1] - given[1])
        given = ends


def _new_questions(learner: Learner, count: int, taken: set[str]) -> list[str]:
    standing = learner.standing
    unseen: dict[str, list[tuple[str, str]]] = {}
    for slug in standing.unseen:
        question = standing.questions[slug]
        if slug not in taken:
            unseen.setdefault(question.topic, []).append((slug, question.section))
    return choose_new(unseen, standing.knowledge.known, learner.rng, count)


def _note(learner: Learner) -> tuple[str, str]:
    """(topic, section) to reread: the weakest section of the weakest topic, else the first of all."""
    knowledge = learner.standing.knowledge
    weak = knowledge.weak_sections(knowledge.weakest.topic if knowledge.weakest else "") or knowledge.weak_sections()
    for topic, section in weak:
        if learner.pack.section(topic, section) is not None:
            return topic, section
    topic = learner.pack.topics[0].slug
    return topic, learner.pack.topics[0].notes.sections[0].id
