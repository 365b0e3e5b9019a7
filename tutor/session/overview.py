"""What Home shows: what to do now and why, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tutor.session.challenges import state_words
from tutor.session.standing import TopicState
from tutor.study.score import Score

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from tutor.progress.records import ChallengeRecord, MockRecord
    from tutor.session.challenges import ChallengeOutlook
    from tutor.session.lab_states import NextLab
    from tutor.session.settings import Settings
    from tutor.session.standing import Standing
    from tutor.study.mastery import Weakness
    from tutor.study.readiness import Readiness

__all__ = ["Action", "Advice", "ExamDay", "Overview", "TopicState", "overview_of"]

Action: TypeAlias = Literal[
    "placement",
    "resume-mock",
    "resume-challenge",
    "resume-lab",
    "mixed",
    "review",
    "practise",
    "read",
    "lab",
    "challenge",
    "mock",
]
MOCK_AFTER = 40
"""Questions answered before a mock exam is worth its time."""
MOCK_EVERY_DAYS = 7


@dataclass(frozen=True, slots=True)
class Advice:
    """A thing to do: `title` is what, `why` is a sentence. `target` is a topic, a lab or a mock's uuid.

    `practise` with a target: the questions of that topic not answered right yet; without: unseen ones.
    """

    action: Action
    title: str
    why: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class ExamDay:
    date: date
    days: int
    """From today; negative when it is past."""
    words: str


@dataclass(frozen=True, slots=True)
class Overview:
    first_run: bool
    """Nothing answered and the welcome not seen yet."""
    next: Advice
    others: tuple[Advice, ...]
    """Further things worth doing, best first, `next` not among them."""
    due: int
    unseen: int
    questions: int
    answers_today: int
    daily_goal: int
    new_today: int
    new_limit: int
    streak: int
    topics: tuple[TopicState, ...]
    total: Score
    readiness: Readiness
    weakest: Weakness | None = None
    mock: MockRecord | None = None
    """The unfinished one."""
    lab: NextLab | None = None
    """The one in progress, else the next one."""
    challenge: ChallengeRecord | None = None
    """The unfinished one."""
    exam: ExamDay | None = None


def overview_of(
    standing: Standing,
    settings: Settings,
    unfinished_mock: MockRecord | None,
    lab: NextLab | None,
    mocks: Sequence[MockRecord],
    challenges: ChallengeOutlook,
) -> Overview:
    """Look at everything once. `mocks` are the finished ones, the newest first."""
    advice = list(_advice(standing, settings, unfinished_mock, lab, mocks, challenges))
    return Overview(
        first_run=not settings.welcomed and not standing.attempts,
        next=advice[0],
        others=tuple(advice[1:]),
        due=len(standing.due),
        unseen=len(standing.unseen),
        questions=len(standing.questions),
        answers_today=standing.days.get(standing.today, Score()).answers,
        daily_goal=settings.daily_goal,
        new_today=standing.new_today,
        new_limit=settings.new_limit,
        streak=standing.streak,
        topics=standing.topics,
        total=standing.total,
        readiness=standing.knowledge.readiness,
        weakest=standing.weakest,
        mock=unfinished_mock,
        lab=lab,
        challenge=challenges.unfinished,
        exam=exam_day(settings.exam_date, standing.today),
    )


def exam_day(exam: date | None, today: date) -> ExamDay | None:
    if exam is None:
        return None
    days = (exam - today).days
    if days > 1:
        words = f"exam in {days} days"
    elif days == 1:
        words = "exam tomorrow"
    elif days == 0:
        words = "exam today"
    else:
        words = "the exam date is past"
    return ExamDay(exam, days, words)


def _advice(
    standing: Standing,
    settings: Settings,
    mock: MockRecord | None,
    lab: NextLab | None,
    mocks: Sequence[MockRecord],
    challenges: ChallengeOutlook,
) -> Iterator[Advice]:
    """Everything worth doing, the most useful first; never empty."""
    if mock:
        yield _resume_mock(mock)
    if challenges.unfinished:
        yield _resume_challenge(challenges.unfinished)
    if lab and lab.open:
        yield Advice("resume-lab", f"Go on with the lab: {lab.lab.title}", lab.reason, lab.lab.slug)
    if not standing.attempts and settings.placement == "open" and standing.questions:
        yield Advice(
            "placement",
            "Answer 16 questions over all topics",
            "Nothing is known about you yet; ten minutes show where to begin.",
        )
    if not standing.attempts:
        first = standing.pack.topics[0]
        yield Advice("read", f"Read {first.title}", "The first topic; nothing has been answered yet.", first.slug)
    if standing.due:
        yield _review(standing)
    weak = standing.weakest
    if weak:
        title = standing.pack.topic(weak.topic).title
        yield Advice("practise", f"Practise {title}", f"Your weakest topic: {weak.reason}.", weak.topic)
    if lab and not lab.open:
        yield Advice("lab", f"Lab: {lab.lab.title}", lab.reason, lab.lab.slug)
    yield from _learn(standing, settings)
    if challenges.worth:
        yield Advice("challenge", "A hands-on challenge: labs against the clock", challenges.worth)
    yield from _examine(standing, mock, mocks)
    yield Advice("practise", "Practise all questions", "Everything has been answered and nothing is due: keep it warm.")


def _resume_mock(mock: MockRecord) -> Advice:
    answered = sum(answer.answer is not None for answer in mock.answers)
    minutes, seconds = divmod(int(mock.seconds_left), 60)
    why = f"{answered} of {len(mock.answers)} answered, {minutes}:{seconds:02} left; the clock stands still."
    return Advice("resume-mock", "Go on with the mock exam", why, mock.uuid)


def _resume_challenge(challenge: ChallengeRecord) -> Advice:
    why = f"{state_words(challenge)}; the clock stands still."
    return Advice("resume-challenge", "Go on with the hands-on challenge", why, challenge.uuid)


def _review(standing: Standing) -> Advice:
    due = len(standing.due)
    title = "Review 1 question" if due == 1 else f"Review {due} questions"
    why = "Due today: answered before, and likely to be forgotten if left longer."
    labs = [lab.title for slug in standing.raised if (lab := standing.pack.lab(slug))]
    if labs:
        more = f" and {len(labs) - 1} more" if len(labs) > 1 else ""
        why = f"Due today; some of them because a lab was not solved: {labs[0]}{more}."
    return Advice("review", title, why)


def _learn(standing: Standing, settings: Settings) -> Iterator[Advice]:
    weak = standing.weakest
    if weak:
        why = "Due reviews, your weakest sections, a note to reread and a lab, in turn."
        yield Advice("mixed", "A 15-minute session", why)
        title = standing.pack.topic(weak.topic).title
        yield Advice("read", f"Read {title}", "The notes of your weakest topic.", weak.topic)
    if standing.unseen and standing.new_today < settings.new_limit:
        count = len(standing.unseen)
        why = f"{count} of {len(standing.questions)} have not been asked yet."
        yield Advice("practise", "Answer new questions", why)


def _examine(standing: Standing, running: MockRecord | None, mocks: Sequence[MockRecord]) -> Iterator[Advice]:
    if running or len(standing.latest) < min(MOCK_AFTER, len(standing.questions)):
        return
    if not mocks:
        yield Advice(
            "mock", "Sit a short mock exam", "Enough has been answered for a first one: 20 questions, 30 minutes."
        )
        return
    finished = mocks[0].finished_at
    assert finished
    ago = (standing.today - standing.clock.day(finished)).days
    if ago >= MOCK_EVERY_DAYS:
        yield Advice("mock", "Sit a mock exam", f"The last one was {ago} days ago.")
