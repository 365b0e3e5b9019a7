"""`lpic-tutor exam --plain`: a mock exam in lines. Nothing is said of right and wrong before the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tutor.plain.open_learner import open_learner
from tutor.plain.question_lines import NoAnswer, prompt, read_answer, say_answer, say_question, say_verdict
from tutor.plain.quiz import INTERRUPTED, NOTHING_KEPT
from tutor.plain.talk import hang_up_is_ctrl_c, nobody_listens, standard_talk
from tutor.progress.errors import ProgressError
from tutor.session.mock_pages import LISTS, notices

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tutor.plain.talk import Talk
    from tutor.session.learner import Learner
    from tutor.session.mock import MockSession
    from tutor.session.mock_plan import MockPlan
    from tutor.session.mock_report import MockReport

HELP = (
    "Instead of an answer you can type :next, :back or :goto and a number to move, :clear to take an answer away, "
    ":flag to flag the question or take the flag away, :list to hear which are answered, :time to hear how much is "
    "left, :submit to end the exam (twice when questions are not answered), :quit to leave it for later. Every answer "
    "is kept at once; the clock stands still while you are away."
)
MOVES = {":next": 1, ":back": -1}


def exam(plan: MockPlan, discard: bool, content: tuple[Path, ...], profile: str | None, *, keep: bool = True) -> int:
    """Over standard input and output: the unfinished exam, else a new one. Raises SessionError without questions."""
    with open_learner(content, profile, keep=keep) as learner, hang_up_is_ctrl_c():
        return begin(learner, standard_talk(), plan, discard, time.monotonic).run()


def begin(learner: Learner, talk: Talk, plan: MockPlan, discard: bool, stopwatch: Callable[[], float]) -> Exam:
    """Go on with the unfinished exam, or (with `discard`, or when there is none) begin a new one."""
    if not learner.progress.keeps:
        talk.say(NOTHING_KEPT)
    if discard:
        learner.discard_mock()
    session = learner.resume_mock()
    if session:
        answered = session.total - session.unanswered
        talk.say(f"Going on with your exam of {session.title}: {answered} of {session.total} answered.")
    else:
        session = learner.start_mock(plan)
        talk.say(f"Mock exam: {session.title}.")
    talk.say("Type :help to hear what else can be typed.")
    return Exam(learner, talk, session, stopwatch)


def clock_words(seconds: float) -> str:
    """`29 minutes 30 seconds`."""
    minutes, rest = divmod(int(seconds), 60)
    parts = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in ((minutes, "minute"), (rest, "second"))]
    return " ".join(part for part in parts if not part.startswith("0 ")) or "0 seconds"


class Exam:
    """A mock exam and the conversation about it."""

    def __init__(self, learner: Learner, talk: Talk, session: MockSession, stopwatch: Callable[[], float]) -> None:
        self.learner = learner
        self.talk = talk
        self.session = session
        self._stopwatch = stopwatch
        self._seen = stopwatch()
        self._warned = False
        """Whether the last line was `:submit`, answered with what is still open."""

    def run(self) -> int:
        """Until it is submitted, time is up, the input ends or Ctrl+C comes; 0, or 130 after Ctrl+C.

        Raises ProgressError when something cannot be kept: what was kept before is, and the clock stands still.
        """
        try:
            while not self.session.over and self._question():
                pass
        except KeyboardInterrupt:
            self._leave("\nInterrupted.")
            return INTERRUPTED
        except ProgressError:
            self.talk.say("\nThe exam stops here: this could not be kept. What was kept before is.")
            raise
        except OSError as error:
            self._stand_still()
            raise nobody_listens(error) from error
        if self.session.over:
            self._report(self.session.report())
        else:
            self._leave("\nThe exam waits.")
        return 0

    def _tick(self) -> None:
        """Let the time that was spent since the last look pass."""
        now = self._stopwatch()
        warning = self.session.tick(now - self._seen)
        self._seen = now
        if warning:
            self.talk.say(f"{warning}.")

    def _question(self) -> bool:
        """Show the current question and take lines until another one is to be shown; False: the learner goes."""
        session = self.session
        item, asks = session.current, self.learner.settings.ask_confidence
        flag = ", flagged" if session.flagged else ""
        say_question(self.talk, item, f"Question {session.position + 1} of {session.total}{flag}.")
        if session.answer is not None:
            self.talk.say(f"Your answer so far: {say_answer(item, session.answer)}")
        while (line := self.talk.ask(prompt(item, asks))) is not None:
            self._tick()
            warned, self._warned = self._warned, False
            if session.over:
                self.talk.say("What you typed last came too late and does not count.")
                return True
            if line.strip().startswith(":"):
                stays = self._command(line.strip(), warned)
                if stays is None:
                    continue
                return stays
            try:
                given = read_answer(line, item, asks)
            except NoAnswer as error:
                self.talk.say(str(error))
                continue
            session.put(given.answer, given.confidence)
            self._after_answer()
            return True
        return False

    def _after_answer(self) -> None:
        """On to the next question; after the last one to the first that is open, or tell how to end."""
        session = self.session
        self.talk.say("Kept.")
        if session.position + 1 < session.total:
            session.next()
        elif session.unanswered:
            self.talk.say(f"That was the last question; {session.unanswered} not answered.")
            session.goto(next(state.number for state in session.states if not state.answered) - 1)
        else:
            self.talk.say("Every question is answered. Type :submit to end the exam.")

    # ------------------------------------------------------------------ commands
    def _command(self, line: str, warned: bool) -> bool | None:
        """None: the question stays; True: look again; False: the learner goes. `warned`: `:submit` was typed before."""
        word, _, rest = line.partition(" ")
        match word:
            case ":quit" | ":q":
                return False
            case ":submit" if warned or not self.session.unanswered:
                self.session.submit()
                return True
            case ":submit":
                self._warned = True
                self.talk.say(f"{self.session.unanswered} of {self.session.total} questions are not answered.")
                self.talk.say("Type :submit once more to end the exam all the same.")
            case ":next" | ":back":
                self.session.goto(self.session.position + MOVES[word])
                return True
            case ":goto" if rest.strip().isdecimal():
                self.session.goto(int(rest) - 1)
                return True
            case ":clear":
                self.session.put(None)
                self.talk.say("The answer is taken away.")
            case ":flag":
                self.talk.say("Flagged." if self.session.toggle_flag() else "The flag is taken away.")
            case ":list":
                self._list()
            case ":time":
                self.talk.say(f"{clock_words(self.session.remaining)} left.")
            case _:
                self.talk.say(HELP)
        return None

    def _list(self) -> None:
        states = self.session.states
        self.talk.say(f"Not answered: {_numbers([one.number for one in states if not one.answered])}.")
        self.talk.say(f"Flagged: {_numbers([one.number for one in states if one.flagged])}.")

    # ------------------------------------------------------------------ the end
    def _leave(self, words: str) -> None:
        """Keep clock and place, and say what is kept. A terminal that has gone hears nothing: no failure."""
        self._stand_still()
        session = self.session
        answered = session.total - session.unanswered
        try:
            if session.over:
                self._report(session.report())
                return
            if not self.learner.progress.keeps:
                self.talk.say(f"{words} {answered} of {session.total} answered. Nothing was kept.")
                return
            self.talk.say(f"{words} {answered} of {session.total} answered and kept.")
            self.talk.say(f"{clock_words(session.remaining)} left; `lpic-tutor exam --plain` goes on.")
        except OSError:
            return

    def _stand_still(self) -> None:
        """Let the time pass that was spent, and keep clock and place."""
        now = self._stopwatch()
        self.session.tick(now - self._seen)
        self._seen = now
        self.session.save()

    def _report(self, report: MockReport) -> None:
        pack, say = self.learner.pack, self.talk.say
        say(f"\nThe exam has ended. {report.title}.")
        say(f"All together: {report.total.words}.")
        say(f"Time used: {clock_words(report.seconds_used)} of {clock_words(report.seconds_total)}.")
        if report.seconds_per_question:
            say(f"For an answered question on average: {clock_words(report.seconds_per_question)}.")
        for notice in notices(report):
            say(notice)
        for slug, score in report.by_topic.items():
            say(f"{pack.topic(slug).title}: {score.words}.")
        for slug, score in report.by_area.items():
            say(f"{pack.area(slug).title}: {score.words}.")
        for name, title in LISTS:
            if slugs := getattr(report, name):
                say(f"{title}: {len(slugs)}.")
        if self.learner.progress.keeps:
            say("`lpic-tutor exam report --out FILE` writes the report into a file.")
        for number, result in enumerate(report.results, 1):
            if not result.grade.correct:
                say_question(self.talk, result.item, f"Question {number}.")
                say_verdict(self.talk, result.item, result.answer or (), result.grade, pack)


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers) or "none"
