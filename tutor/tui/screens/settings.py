"""Settings: exam date, theme, daily goal, confidence prompt, speed, language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import VerticalScroll
from textual.content import Content

from tutor.tui.page import Page
from tutor.tui.screens.dialogs import AskScreen
from tutor.tui.screens.welcome import DATE_FORMAT, exam_date
from tutor.tui.themes import THEMES, TITLES
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.session.learner import Learner

SPEEDS = (0.5, 1.0, 2.0, 5.0, 10.0)
LARGEST_GOAL = 500


class SettingsScreen(Page):
    """Habits; every change is kept at once."""

    place = "Settings"
    help_text = """
    Enter changes the setting under the cursor: some go to their next value, others ask for one. All is kept
    at once.
    """

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(Choices(), Paper(id="where"), classes="body")

    def on_mount(self) -> None:
        self.show()
        self.query_one(Choices).focus()

    def show(self) -> None:
        learner = self.tutor.desk.learner
        self.query_one(Choices).show((name, _line(title, value)) for name, title, value in _settings(learner))
        objective = learner.pack.objective
        self.query_one("#where", Paper).show(
            [
                text(""),
                text(f"Pack: {objective.number} {objective.title}, content of {learner.pack.version}", "$quiet"),
                text(f"Your answers: {learner.progress.path}", "$quiet"),
            ]
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        match event.option_id:
            case "exam_date":
                self._ask_date()
            case "daily_goal":
                self._ask_number("daily_goal", "Daily goal", "How many answers a day?", 1)
            case "new_limit":
                words = "How many new questions a day do sessions and advice begin?"
                self._ask_number("new_limit", "New questions", words, 0)
            case str(name):
                self._next(name)

    def _next(self, name: str) -> None:
        learner = self.tutor.desk.learner
        settings = learner.settings
        match name:
            case "theme":
                self._keep(theme=_after([theme.name for theme in THEMES], settings.theme or "dark"))
                self.app.theme = learner.settings.theme
            case "ask_confidence":
                self._keep(ask_confidence=not settings.ask_confidence)
            case "speed":
                self._keep(speed=_after(SPEEDS, settings.speed))
            case "language":
                self._keep(language=_after(learner.pack.languages, settings.language))
            case "pack":
                self._keep(pack=_after([found.slug for found in learner.packs], learner.pack.slug))

    def _keep(self, **values: Any) -> None:
        with self.told():
            self.tutor.desk.learner.change(**values)
        self.show()

    def _ask_date(self) -> None:
        def keep(typed: str | None) -> None:
            if typed is None:
                return
            day = exam_date(typed.strip())
            if typed.strip() and day is None:
                self.notify(f"{typed} is no date; write it like {DATE_FORMAT}", severity="warning", markup=False)
                return
            self._keep(exam_date=day)

        present = self.tutor.desk.learner.settings.exam_date
        words = "Year-month-day; empty: no date."
        self.app.push_screen(AskScreen("Exam date", words, str(present or ""), DATE_FORMAT), keep)

    def _ask_number(self, name: str, title: str, words: str, least: int) -> None:
        def keep(typed: str | None) -> None:
            if typed is None:
                return
            if not typed.strip().isdecimal() or not least <= int(typed) <= LARGEST_GOAL:
                self.notify(f"Type a number from {least} to {LARGEST_GOAL}.", severity="warning", markup=False)
                return
            self._keep(**{name: int(typed)})

        present = getattr(self.tutor.desk.learner.settings, name)
        self.app.push_screen(AskScreen(title, words, str(present)), keep)


def _settings(learner: Learner) -> Iterable[tuple[str, str, str]]:
    """(name, title, value); language and pack only where there is a choice."""
    settings = learner.settings
    yield "exam_date", "Exam date", str(settings.exam_date or "not set")
    yield "theme", "Theme", TITLES[settings.theme or "dark"]
    yield "daily_goal", "Daily goal", f"{settings.daily_goal} answers"
    yield "new_limit", "New questions a day, at most", str(settings.new_limit)
    yield "ask_confidence", "Ask whether you are sure", "yes" if settings.ask_confidence else "no"
    yield "speed", "Speed of simulated clusters", f"{settings.speed:g} times"
    if len(learner.pack.languages) > 1:
        yield "language", "Language of the content", settings.language
    if len(learner.packs) > 1:
        yield "pack", "Pack", learner.pack.objective.title


def _line(title: str, value: str) -> Content:
    return Content.assemble((f"{title:<32}", "bold"), value)


def _after(values: Sequence[Any], value: Any) -> Any:
    return values[(list(values).index(value) + 1) % len(values)] if value in values else values[0]
