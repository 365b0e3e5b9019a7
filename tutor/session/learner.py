"""A learner at work: profile, progress and pack joined. This is what every front receives."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.library.pack import BASE_LANGUAGE
from tutor.library.packs import load_pack, name_plates
from tutor.library.problem import ContentError, Problem
from tutor.progress.progress import Progress
from tutor.progress.records import MockAnswer, MockRecord, ReadingPosition, Report
from tutor.progress.typed_lines import TypedLines
from tutor.session.challenges import Challenges
from tutor.session.course import Course
from tutor.session.errors import SessionError
from tutor.session.item import lay_out
from tutor.session.judging import LateJudge
from tutor.session.mixed import compose, kept_session
from tutor.session.mock import MockSession
from tutor.session.mock_plan import lay_paper, title_of_paper
from tutor.session.mock_report import report_on
from tutor.session.notebook import Notebook
from tutor.session.overview import overview_of
from tutor.session.practice import PracticeSession
from tutor.session.sandbox_shelf import SandboxShelf
from tutor.session.selection import WHICH, Selection, in_asking_order, select, title_of
from tutor.session.settings import changed, settings_from
from tutor.session.shelf import installed_last
from tutor.session.standing import Standing
from tutor.study.attempt import Attempt
from tutor.study.grade import grade
from tutor.study.paper import apportion, freshest_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from random import Random

    from tutor.library.pack import Pack
    from tutor.library.packs import FoundPack
    from tutor.library.question import Question
    from tutor.paths import LearnerPaths
    from tutor.session.clock import Clock
    from tutor.session.lab_run import LabSession
    from tutor.session.lab_states import LabState
    from tutor.session.mixed import MixedSession
    from tutor.session.mock_plan import MockPlan
    from tutor.session.mock_report import MockReport
    from tutor.session.overview import Overview
    from tutor.session.settings import Settings
    from tutor.study.attempt import Answer, Confidence, Mode
    from tutor.study.forecast import DayLoad
    from tutor.study.grade import CommandJudge, Grade
    from tutor.study.lab_reviews import LabAttempt

PLACEMENT_QUESTIONS = 16
RECENT_MOCKS = 4
"""Mock exams whose questions the next one avoids: five in a row have little in common."""


class Learner:
    """Everything a front does with study goes through here. One thread at a time."""

    def __init__(
        self,
        progress: Progress,
        packs: Sequence[FoundPack],
        clock: Clock,
        rng: Random,
        judge: CommandJudge,
        pack: str,
        typed: TypedLines,
    ) -> None:
        self.progress = progress
        self.packs = tuple(packs)
        """All that were found; `change(pack=SLUG)` opens another one."""
        self.clock = clock
        self.rng = rng
        self.judge = judge
        self.typed = typed
        """What was typed at simulated terminals, in earlier sessions, too."""
        self.sandboxes = SandboxShelf(progress.sandboxes, clock)
        """Free sandboxes, to go on with."""
        self.settings: Settings = settings_from(progress.preferences.all())
        self.pack: Pack
        self._load(pack or self.settings.pack)

    @classmethod
    def open(
        cls,
        paths: LearnerPaths,
        content: Sequence[Path],
        clock: Clock,
        rng: Random,
        judge: CommandJudge | None = None,
        pack: str = "",
        opening: Callable[[Path], Progress] = Progress.open,
    ) -> Learner:
        """Open a learner's progress and a pack of the content roots: the named one, else the one opened last, else
        the first that the learner did not install.

        Slow (reads files, opens the database): call it after first paint. Raises ContentError for a pack that
        cannot be used or found, ProgressError for a database that cannot be used. `Progress.look` and
        `Progress.without_keeping` as `opening` write nothing to it.
        """
        packs = installed_last(name_plates(content), paths)
        if not packs:
            where = content[-1] if content else Path()
            raise ContentError(Problem(where, 0, "no pack", "a folder with pack.yaml"))
        progress = opening(paths.database)
        try:
            typed = TypedLines(paths.typed_lines, keeps=progress.keeps)
            return cls(progress, packs, clock, rng, judge or LateJudge(), pack, typed)
        except BaseException:
            progress.close()
            raise

    def close(self) -> None:
        self.progress.close()

    def _load(self, slug: str) -> None:
        """Load a pack by slug (one that is unknown: the first one) in the learner's language."""
        found = next((plate for plate in self.packs if plate.slug == slug), self.packs[0])
        language = self.settings.language
        pack = load_pack(found.root, language)
        # a language that this pack does not have is no error: another pack may have it
        self.pack = pack if language in pack.languages else replace(pack, language=BASE_LANGUAGE)
        self.notebook = Notebook(self.progress.margin, self.pack, self.clock)
        """Bookmarks and own notes."""
        self.course = Course(self)
        """Labs, one at a time."""
        self.challenges = Challenges(self)
        """Labs against the clock, several at a time."""
        self._attempts = self.progress.attempts.of(pack.slug)
        self._lab_attempts = self.progress.lab_log.of(pack.slug)
        self._forget()

    def change(self, **settings: Any) -> Settings:
        """Change settings by name, saved at once; a new language or pack is loaded.

        Raises TypeError for a name or value that is none, ContentError for a pack that cannot be used.
        """
        new, kept = changed(self.settings, settings)
        self.progress.preferences.put(kept, self.clock.now())
        before, self.settings = self.settings, new
        if (before.language, before.pack) != (new.language, new.pack):
            self._load(new.pack)
        self._forget()
        return new

    # ------------------------------------------------------------------ how it stands
    @cached_property
    def _standing(self) -> Standing:
        return Standing(
            pack=self.pack,
            attempts=tuple(self._attempts),
            lab_attempts=tuple(self._lab_attempts),
            flagged=frozenset(self.progress.marks.flagged(self.pack.slug)),
            reported=frozenset(report.item for report in self.progress.marks.reports(self.pack.slug)),
            exam=self.settings.exam_date,
            clock=self.clock,
        )

    @property
    def standing(self) -> Standing:
        """Scores, plan, weakest topic as of now."""
        if self._standing.today != self.clock.day(self.clock.now()):
            self._forget()
        return self._standing

    def _forget(self) -> None:
        """The picture is out of date."""
        self.__dict__.pop("_standing", None)

    def overview(self) -> Overview:
        """What Home shows."""
        slug = self.pack.slug
        return overview_of(
            self.standing,
            self.settings,
            self.progress.mocks.unfinished(slug),
            self.course.next(),
            self.progress.mocks.finished(slug),
            self.challenges.outlook(),
        )

    # ------------------------------------------------------------------ practice
    def select(self, selection: Selection) -> list[str]:
        """The questions a selection holds now, its limit not applied."""
        return select(selection, self.standing)

    def count(self, selection: Selection) -> int:
        """How many they are."""
        return len(self.select(selection))

    def counts(self, topic: str = "") -> Mapping[str, int]:
        """For each of `selection.WHICH`, how many questions (of one topic, if named)."""
        return {which: self.count(Selection(which, topic=topic)) for which in WHICH}

    def practise(self, selection: Selection) -> PracticeSession:
        """Raises SessionError when the selection holds no question."""
        chosen = in_asking_order(self.select(selection), selection, self.rng)
        if not chosen:
            raise SessionError("there is no such question now")
        mode: Mode = "cram" if selection.cram else "review" if selection.which == "due" else "practice"
        return self._practice(title_of(selection, self.standing), chosen, mode)

    @property
    def new_today_left(self) -> int:
        """New questions that today's limit still allows."""
        return max(self.settings.new_limit - self.standing.new_today, 0)

    def forecast(self) -> tuple[DayLoad, ...]:
        """The work of each day up to the exam."""
        return self.standing.forecast(self.settings.new_limit)

    def mixed(self) -> MixedSession:
        """The weak-topic session: today's unfinished one, else a new one."""
        return kept_session(self) or compose(self)

    def placement(self) -> PracticeSession:
        """Sixteen questions over all topics; at its end `settings.placement` is `done`."""
        by_topic: dict[str, list[str]] = {}
        for slug, question in self.standing.questions.items():
            by_topic.setdefault(question.topic, []).append(slug)
        sizes = {topic: len(slugs) for topic, slugs in by_topic.items()}
        places = apportion(PLACEMENT_QUESTIONS, dict.fromkeys(sizes, 1), sizes)
        seen = self.standing.latest
        chosen = [
            slug for topic, slugs in by_topic.items() for slug in freshest_first(slugs, self.rng, seen)[: places[topic]]
        ]
        if not chosen:
            raise SessionError("this pack has no questions")
        session = self._practice("Placement", chosen, "placement")
        session.at_end = lambda: self.change(placement="done")
        return session

    def _practice(self, title: str, slugs: Iterable[str], mode: Mode) -> PracticeSession:
        items = tuple(lay_out(self.pack.questions[slug], self.rng) for slug in slugs)
        return PracticeSession(self, title, items, mode)

    # ------------------------------------------------------------------ mock exams
    def mock_pool(self, plan: MockPlan) -> list[Question]:
        """The questions a mock exam of that plan can have. A seeded paper is everybody's: it has reported ones, too."""
        if plan.asked == "all":
            pool = list((self.pack if plan.seed else self.standing).questions.values())
        else:
            pool = [self.pack.questions[slug] for slug in self.select(Selection(plan.asked))]
        return [question for question in pool if not plan.topics or question.topic in plan.topics]

    def start_mock(self, plan: MockPlan) -> MockSession:
        """Raises SessionError while another one is unfinished, or when there are no such questions."""
        mocks = self.progress.mocks
        if mocks.unfinished(self.pack.slug):
            raise SessionError("a mock exam is unfinished: go on with it, or discard it")
        unknown = [slug for slug in plan.topics if slug not in {topic.slug for topic in self.pack.topics}]
        if unknown:
            known = ", ".join(topic.slug for topic in self.pack.topics)
            raise SessionError(f"there is no topic {unknown[0]!r}; there are: {known}")
        recent = mocks.finished(self.pack.slug)[:RECENT_MOCKS]
        paper = lay_paper(
            self.pack,
            self.mock_pool(plan),
            plan,
            self.rng,
            seen=self.standing.latest.keys(),
            recent={answer.item for record in recent for answer in record.answers},
        )
        if not paper:
            raise SessionError("there are no such questions now")
        record = MockRecord(
            uuid=str(uuid.uuid4()),
            pack=self.pack.slug,
            pack_version=self.pack.version,
            title=title_of_paper(plan, len(paper), self.pack),
            started_at=self.clock.now(),
            seconds_total=plan.minutes * 60.0,
            seconds_left=plan.minutes * 60.0,
            answers=tuple(MockAnswer(item.question.slug, item.order) for item in paper),
        )
        mocks.begin(record)
        return MockSession(self, record)

    def resume_mock(self) -> MockSession | None:
        """The unfinished one as it was left, or None."""
        record = self.progress.mocks.unfinished(self.pack.slug)
        return MockSession(self, record) if record else None

    def discard_mock(self) -> None:
        """Throw the unfinished mock away; its answers are not counted."""
        record = self.progress.mocks.unfinished(self.pack.slug)
        if record:
            self.progress.mocks.discard(record.uuid, self.clock.now())

    def mocks(self) -> tuple[MockRecord, ...]:
        """Finished ones, newest first."""
        return tuple(self.progress.mocks.finished(self.pack.slug))

    def mock_report(self, record: MockRecord) -> MockReport:
        """The report of a finished mock, from the content as it is now."""
        return report_on(
            record, self.pack, self.standing.reported, lambda item, answer: self.grade(item.question, answer)
        )

    def mock_reports(self) -> tuple[MockReport, ...]:
        """Of all finished ones, newest first."""
        return tuple(self.mock_report(record) for record in self.mocks())

    # ------------------------------------------------------------------ labs
    def labs(self) -> tuple[LabState, ...]:
        """Every lab of the pack with its state, in the order of the course (without chapters, the easy ones first)."""
        return self.course.states()

    def begin_lab(self, slug: str) -> LabSession:
        """A new run; an unfinished one of this lab is given up. Raises SessionError for an unknown lab."""
        return self.course.begin(slug)

    def resume_lab(self, slug: str) -> LabSession | None:
        """The lab's unfinished run as it was left, or None."""
        return self.course.resume(slug)

    def remember_labs(self, attempts: Iterable[LabAttempt]) -> None:
        """Count labs that are in the log already."""
        self._lab_attempts += attempts
        self._forget()

    # ------------------------------------------------------------------ reading
    def reading(self) -> Mapping[str, ReadingPosition]:
        """Where the learner is in each topic that was read, the last one first."""
        return {position.topic: position for position in self.progress.marks.reading(self.pack.slug)}

    def read(self, topic: str, section: str) -> None:
        """Remember the section."""
        self.progress.marks.read(self.pack.slug, ReadingPosition(topic, section, self.clock.now()))

    # ------------------------------------------------------------------ what sessions do
    def grade(self, question: Question, answer: Answer) -> Grade:
        return grade(question, answer, self.judge)

    def log(
        self, question: Question, answer: Answer, correct: bool, confidence: Confidence, seconds: float, mode: Mode
    ) -> Attempt:
        """Put one answer into the log; it is on the disk when this returns. Raises ProgressError."""
        attempt = Attempt(
            uuid=str(uuid.uuid4()),
            at=self.clock.now(),
            item=question.slug,
            kind=question.kind,
            pack=self.pack.slug,
            pack_version=self.pack.version,
            answer=answer if isinstance(answer, str) else tuple(sorted(answer)),
            correct=correct,
            confidence=confidence,
            seconds=seconds,
            mode=mode,
        )
        self.progress.attempts.add([attempt])
        self.remember([attempt])
        return attempt

    def remember(self, attempts: Iterable[Attempt]) -> None:
        """Count answers that are in the log already."""
        self._attempts += attempts
        self._forget()

    def retract(self, attempt: Attempt) -> None:
        """Take an answer back, in the log, too."""
        self.progress.attempts.retract(attempt.uuid, self.clock.now())
        self._attempts.remove(attempt)
        self._forget()

    def flag(self, item: str, flagged: bool) -> None:
        self.progress.marks.flag(self.pack.slug, item, flagged, self.clock.now())
        self._forget()

    def report(self, item: str, reason: str) -> None:
        """Keep that a question is wrong; it counts in no score from now on."""
        now = self.clock.now()
        report = Report(str(uuid.uuid4()), now, self.pack.slug, item, self.pack.version, reason.strip())
        self.progress.marks.report(report)
        self._forget()
