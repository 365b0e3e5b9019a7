"""`lpic-tutor quiz --plain`: a practice in lines. Every answer is on the disk before its verdict is said."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tutor.plain.open_learner import open_learner
from tutor.plain.question_lines import NoAnswer, prompt, read_answer, say_question, say_verdict
from tutor.plain.talk import hang_up_is_ctrl_c, nobody_listens, standard_talk
from tutor.progress.errors import ProgressError
from tutor.session.errors import SessionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tutor.plain.talk import Talk
    from tutor.session.learner import Learner
    from tutor.session.practice import PracticeSession
    from tutor.session.selection import Selection

INTERRUPTED = 130
HELP = (
    "Instead of an answer you can type :skip to go on without one, :flag to flag the question or take the flag away, "
    ":undo to take the last answer back, :wrong and what is wrong with the last question you answered, :help to hear "
    "this, :quit to end. Everything you answered is kept, however you leave."
)


NOTHING_KEPT = "Nothing is kept this time: what you answer is gone in the end."


def quiz(selection: Selection, content: tuple[Path, ...], profile: str | None, *, keep: bool = True) -> int:
    """Over standard input and output. Raises SessionError for a topic that does not exist or an empty selection."""
    with open_learner(content, profile, keep=keep) as learner, hang_up_is_ctrl_c():
        return Quiz(learner, standard_talk(), selection, time.monotonic).run()


class Quiz:
    """A practice and the conversation about it."""

    def __init__(self, learner: Learner, talk: Talk, selection: Selection, stopwatch: Callable[[], float]) -> None:
        topics = [topic.slug for topic in learner.pack.topics]
        if selection.topic and selection.topic not in topics:
            raise SessionError(f"there is no topic {selection.topic!r}; there are {', '.join(topics)}")
        self.learner = learner
        self.talk = talk
        self.session: PracticeSession = learner.practise(selection)
        self._stopwatch = stopwatch

    def run(self) -> int:
        """Until the last question is answered, the input ends or Ctrl+C comes; 0, or 130 after Ctrl+C.

        Raises ProgressError when an answer cannot be kept; it is said what was.
        """
        session = self.session
        try:
            self._greet()
            while session.current is not None and self._question():
                pass
        except KeyboardInterrupt:
            self._goodbye("\nInterrupted.")
            return INTERRUPTED
        except ProgressError:
            self._goodbye("\nThe practice ends here: this could not be kept.")
            raise
        except OSError as error:
            raise nobody_listens(error) from error
        self._goodbye("\nThat was the last one." if session.current is None else "\nThe practice ends here.")
        return 0

    def _greet(self) -> None:
        total = self.session.total
        if not self.learner.progress.keeps:
            self.talk.say(NOTHING_KEPT)
        self.talk.say(f"{self.session.title}. {total} {'question' if total == 1 else 'questions'}.")
        self.talk.say("Type :help to hear what else can be typed.")

    def _question(self) -> bool:
        """Ask until the question is answered or left; False: the learner goes."""
        session = self.session
        item = session.current
        assert item is not None
        flag = ", flagged" if session.flagged else ""
        say_question(self.talk, item, f"Question {session.position + 1} of {session.total}{flag}.")
        asks = self.learner.settings.ask_confidence
        began = self._stopwatch()
        while (line := self.talk.ask(prompt(item, asks))) is not None:
            if line.strip().startswith(":"):
                stays = self._command(line.strip())
                if stays is None:
                    continue
                return stays
            try:
                given = read_answer(line, item, asks)
            except NoAnswer as error:
                self.talk.say(str(error))
                continue
            grade = session.answer(given.answer, given.confidence, self._stopwatch() - began)
            say_verdict(self.talk, item, given.answer, grade, self.learner.pack)
            session.next()
            return True
        return False

    def _command(self, line: str) -> bool | None:
        """None: the question stays; True: another one is shown; False: the learner goes."""
        word, _, rest = line.partition(" ")
        match word:
            case ":quit" | ":q":
                return False
            case ":skip":
                self.session.next()
                return True
            case ":flag":
                self.talk.say("Flagged." if self.session.toggle_flag() else "The flag is taken away.")
            case ":undo":
                if self.session.undo():
                    self.talk.say("The last answer is taken back.")
                    return True
                self.talk.say("There is no answer to take back.")
            case ":wrong":
                self._wrong(rest.strip())
            case _:
                self.talk.say(HELP)
        return None

    def _wrong(self, reason: str) -> None:
        last = self.session.last_answered
        if not last or not reason:
            self.talk.say("Answer the question first, then type :wrong and what is wrong with it.")
            return
        self.learner.report(last, reason)
        self.talk.say("Your reason is kept; the last question counts in no score.")

    def _goodbye(self, words: str) -> None:
        """Say what was recorded. A terminal that has gone hears nothing, and that is no failure."""
        answered = self.session.answered_count
        recorded = "1 answer is recorded." if answered == 1 else f"{answered or 'No'} answers are recorded."
        if not self.learner.progress.keeps:
            recorded = "Nothing was kept."
        try:
            self.talk.say(f"{words} {recorded}")
            if answered:
                self.talk.say(f"This practice: {self.session.score.words}.")
        except OSError:
            return
