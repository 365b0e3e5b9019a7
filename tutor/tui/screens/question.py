"""Practising: one question at a time, reasons after each answer. The screen is reused for every question."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input

from tutor.library.question import FillIn
from tutor.session.notebook import question_spot
from tutor.session.selection import Selection
from tutor.tui.glyphs import BOOKMARK, FLAG
from tutor.tui.page import Page
from tutor.tui.places import Drill
from tutor.tui.screens.dialogs import AskScreen
from tutor.tui.widgets.own_note import ask_note, own_blocks
from tutor.tui.widgets.paper import BLANK, Block, Paper, text
from tutor.tui.widgets.question import KIND_WORDS, answered_blocks, option_blocks, question_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from tutor.session.practice import PracticeSession
    from tutor.study.attempt import Confidence


class QuestionScreen(Page):
    """A practice in progress."""

    DEFAULT_CSS = """
    QuestionScreen Input { margin: 0 0 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,1", "choose('a')", "Choose", key_display="a-f"),
        *(
            Binding(f"{letter},{n}", f"choose({letter!r})", "Choose", show=False)
            for n, letter in enumerate("bcdefgh", 2)
        ),
        Binding("enter", "answer", "Answer", key_display="Enter"),
        Binding("enter", "next", "Next", key_display="Enter"),
        Binding("u", "unsure", "Answer, unsure"),
        Binding("n", "note", "Note"),
        Binding("k", "flag", "Flag"),
        Binding("b", "bookmark", "Bookmark"),
        Binding("o", "own_note", "Own note"),
        Binding("w", "wrong", "Question is wrong"),
        Binding("z", "undo", "Undo answer"),
        Binding("r", "drill", "Repeat the wrong ones"),
        Binding("up", "scroll(-2)", "Scroll", show=False),
        Binding("down", "scroll(2)", "Scroll", show=False),
        Binding("pageup", "scroll(-12)", "Scroll", show=False),
        Binding("pagedown", "scroll(12)", "Scroll", show=False),
    ]
    place = "Practise"
    help_text = """
    Choose with the letters (or digits), then Enter answers. `u` answers, too, and notes that you were not
    sure: a right guess comes back sooner. With several answers each letter takes an option in or out. A typed
    answer is taken with Enter first, so that `u` can be pressed afterwards.

    After the answer every option has its reason. `n` opens the note that explains it, `z` takes a mis-key
    back, `k` flags the question. `w` says that the question itself is wrong: it keeps your reason and leaves
    the question out of every score. `b` bookmarks the question and `o` writes a short note of your own, which
    stands below the reasons; Read lists all of them with `m`.
    """

    def __init__(self, session: PracticeSession) -> None:
        super().__init__()
        self.session = session
        self._chosen: set[int] = set()
        self._typed: str | None = None
        """A typed answer that waits for sure or unsure."""
        self._asked_at = 0.0

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(
            Paper(id="stem"), Input(id="typed", placeholder="type the answer"), Paper(id="answers"), classes="body"
        )

    def on_mount(self) -> None:
        self.place = self.banner.place = self.session.title
        self._ask()

    # ------------------------------------------------------------------ showing
    @property
    def _fill(self) -> bool:
        item = self.session.current
        return item is not None and isinstance(item.question, FillIn)

    def _ask(self) -> None:
        """Show the current question, open."""
        self._chosen, self._typed = set(), None
        self._asked_at = self.tutor.desk.stopwatch()
        typed = self.query_one("#typed", Input)
        typed.value = ""
        self._paint()
        self.query_one(VerticalScroll).scroll_home(animate=False)
        if typed.display:
            typed.focus()
        else:
            self.set_focus(None)

    def _paint(self) -> None:
        session = self.session
        typed = self.query_one("#typed", Input)
        item = session.current
        typed.display = self._fill and session.grade is None and self._typed is None
        if item is None:
            self.query_one("#stem", Paper).show(self._ending())
            self.query_one("#answers", Paper).show([])
            self.banner.details = "finished"
        else:
            self.query_one("#stem", Paper).show(question_blocks(item))
            self.query_one("#answers", Paper).show(self._answers())
            flag = f"{FLAG} " if session.flagged else ""
            if self.tutor.desk.learner.notebook.bookmarked(question_spot(item.question.slug)):
                flag += f"{BOOKMARK} "
            self.banner.details = f"{flag}{session.position + 1} of {session.total}"
        self.refresh_bindings()

    def _answers(self) -> list[Block]:
        session, item = self.session, self.session.current
        assert item is not None
        blocks: list[Block] = []
        if session.grade is not None:
            blocks = answered_blocks(item, session.answered, session.grade)
            source = self.tutor.desk.learner.pack.source(item.question.source)
            dated = f", as of {item.question.as_of}" if item.question.as_of else ""
            blocks += [*([] if blocks[-1] is BLANK else [BLANK]), text(f"Source: {source.title}{dated}", "$quiet")]
            blocks += own_blocks(self.tutor.desk.learner.notebook, question_spot(item.question.slug))
        elif self._typed is not None:
            blocks = [text(f"Your answer: {self._typed}", "bold"), BLANK, text("Enter: sure.  u: not sure.", "$quiet")]
        else:
            blocks = option_blocks(item, self._chosen)
            count = f" ({item.choose})" if item.choose > 1 else ""
            blocks += [BLANK, text(f"{KIND_WORDS[item.question.kind]}{count}", "$quiet")]
        if session.reported:
            blocks = [text("You reported this question; it counts in no score.", "$warning"), BLANK, *blocks]
        return blocks

    def _ending(self) -> list[Block]:
        session = self.session
        blocks = [text("That was the last one.", "bold"), BLANK, text(session.score.words)]
        if session.missed:
            blocks += [BLANK, text(f"Wrong: {len(session.missed)}. Press r to answer these once more.")]
        return [*blocks, BLANK, text("Enter or Esc goes back.", "$quiet")]

    # ------------------------------------------------------------------ keys
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        session = self.session
        open_question = session.current is not None and session.grade is None
        match action:
            case "answer":
                return open_question
            case "next":
                return not open_question
            case "choose":
                return open_question and not self._fill
            case "unsure":
                settings = self.tutor.desk.learner.settings
                return open_question and settings.ask_confidence and bool(self._chosen or self._typed)
            case "note" | "wrong" | "bookmark" | "own_note":
                return session.current is not None and session.grade is not None
            case "flag":
                return session.current is not None
            case "drill":
                return session.current is None and bool(session.missed)
        return True

    def action_choose(self, letter: str) -> None:
        """Choose an option, or take it in or out where several are right."""
        item = self.session.current
        if item is None or self.session.grade is not None:
            return
        shown = next((one for one in item.options if one.letter.lower() == letter), None)
        if shown is None:
            return
        if item.choose > 1:
            self._chosen ^= {shown.index}
        else:
            self._chosen = {shown.index}
        self._paint()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip():
            return
        if self.tutor.desk.learner.settings.ask_confidence:
            self._typed = event.value
            self.set_focus(None)
            self._paint()
        else:
            self._typed = event.value
            self._answer("")

    def action_next(self) -> None:
        """Go on to the next question, or back when there is none."""
        if self.session.current is None:
            self.action_back()
        else:
            self.session.next()
            self._ask()

    def action_answer(self) -> None:
        """Answer with what is chosen or typed."""
        if self._chosen or self._typed is not None:
            self._answer("sure" if self.tutor.desk.learner.settings.ask_confidence else "")
        else:
            self.notify("Choose an answer first.", timeout=3, markup=False)

    def action_unsure(self) -> None:
        self._answer("unsure")

    def _answer(self, confidence: Confidence) -> None:
        seconds = self.tutor.desk.stopwatch() - self._asked_at
        answer = self._typed if self._typed is not None else tuple(sorted(self._chosen))
        with self.told():
            self.session.answer(answer, confidence, seconds)
        self._paint()
        self.call_after_refresh(self._show_verdict)

    def _show_verdict(self) -> None:
        """Bring the verdict into view when the stem is long."""
        self.query_one(VerticalScroll).scroll_to_widget(self.query_one("#answers"), animate=False, top=True)

    def action_undo(self) -> None:
        with self.told():
            if self.session.undo():
                self._ask()
                self.notify("The last answer was taken back.", timeout=4, markup=False)
            else:
                self.notify("There is no answer to take back.", timeout=4, markup=False)

    def action_flag(self) -> None:
        with self.told():
            self.session.toggle_flag()
        self._paint()

    def action_note(self) -> None:
        item = self.session.current
        if item is not None:
            from tutor.tui.screens.note import NoteScreen

            self.app.push_screen(NoteScreen(item.question.topic, item.question.section))

    def action_bookmark(self) -> None:
        item = self.session.current
        if item is not None:
            with self.told():
                self.tutor.desk.learner.notebook.toggle(question_spot(item.question.slug))
            self._paint()

    def action_own_note(self) -> None:
        item = self.session.current
        if item is not None:
            ask_note(self, question_spot(item.question.slug), self._show_written)

    def _show_written(self) -> None:
        """The note stands at the end: bring it into view."""
        self._paint()
        self.call_after_refresh(self.query_one(VerticalScroll).scroll_end, animate=False)

    def action_wrong(self) -> None:
        def keep(reason: str | None) -> None:
            if reason is not None:
                with self.told():
                    self.session.report(reason)
                self._paint()

        words = "What is wrong with it? Your reason is kept, and the question counts in no score."
        self.app.push_screen(AskScreen("This question is wrong", words), keep)

    def action_drill(self) -> None:
        missed = self.session.missed
        self.dismiss()
        self.tutor.request(Drill(Selection(items=missed)))

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_back(self) -> None:
        """Every answer is kept already."""
        self.dismiss()
