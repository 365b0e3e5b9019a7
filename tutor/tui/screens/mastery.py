"""Topics, areas and sections with their results: from the whole down to a section, and from there to its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from tutor.session.selection import Selection
from tutor.study.mastery import WINDOW, Mastery
from tutor.tui.page import Page
from tutor.tui.places import Drill
from tutor.tui.widgets.bars import brief, interval_bar
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

TITLE = 23
"""Cells of a title."""
WORDY = 44
"""A longer title has a line of its own."""


class MasteryScreen(Page):
    """All topics or areas; with an area, its topics; with a topic, its sections."""

    DEFAULT_CSS = """
    MasteryScreen #words { height: auto; }
    MasteryScreen Choices { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "by", "Areas or topics"),
        Binding("d", "drill", "Practise it"),
    ]
    place = "Results"
    help_text = f"""
    Bar and percentage stand for first answers, those given before any feedback on the question (the last {WINDOW} of
    each line): they tell how new questions go. The bar runs from 0 to 100 %; its ends are the 95 % interval, the dot
    is the share. Under ten answers there is no percentage.

    The second line counts apart: questions as their latest answer left them, first answers to questions with options
    and to typed ones, and labs solved without looking at the solution.

    Enter goes from an area to its topics, from a topic to its sections, from a section to its questions. `d` practises
    the line under the cursor, `a` changes between areas and topics.
    """

    def __init__(self, area: str = "", topic: str = "") -> None:
        super().__init__()
        self._area, self._topic = area, topic
        self._by: Literal["area", "topic"] = "topic"

    def body(self) -> Iterable[Widget]:
        yield Vertical(Paper(id="words"), Choices(), classes="body")

    def on_mount(self) -> None:
        self.show()
        self.query_one(Choices).focus()

    def on_screen_resume(self) -> None:
        if self.tutor.opened and self.query(Choices):
            self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        return action != "by" or not (self._area or self._topic)

    def show(self) -> None:
        lines = list(self._lines())
        self.query_one("#words", Paper).show([text(self._heading(), "$quiet"), BLANK])
        self.query_one(Choices).show((name, _line(title, one)) for name, title, one in lines)

    def _heading(self) -> str:
        pack = self.tutor.desk.learner.pack
        if self._topic:
            return f"{pack.topic(self._topic).title}, section by section (first answers)"
        if self._area:
            return f"{pack.area(self._area).title} (first answers)"
        return f"By {'topic' if self._by == 'topic' else 'key-knowledge area'} (first answers)"

    def _lines(self) -> Iterable[tuple[str, str, Mastery]]:
        """(name, title, mastery)."""
        learner = self.tutor.desk.learner
        pack, knowledge = learner.pack, learner.standing.knowledge
        if self._topic:
            for section in pack.topic(self._topic).notes.sections:
                home = f"{self._topic}/{section.id}"
                if home in knowledge.sections or learner.count(Selection(topic=self._topic, section=section.id)):
                    yield section.id, section.title, knowledge.sections.get(home, Mastery())
        elif self._by == "area" and not self._area:
            for area in pack.areas:
                yield area.slug, area.title, knowledge.areas[area.slug]
        else:
            for topic in pack.topics:
                if not self._area or topic.slug in pack.area(self._area).topics:
                    yield topic.slug, topic.title, knowledge.topics[topic.slug]

    # ------------------------------------------------------------------ going
    def action_by(self) -> None:
        self._by = "area" if self._by == "topic" else "topic"
        self.show()

    def action_drill(self) -> None:
        name = self.query_one(Choices).chosen
        if not name:
            return
        if self._topic:
            selection = Selection(topic=self._topic, section=name)
        elif self._by == "area" and not self._area:
            selection = Selection(area=name)
        else:
            selection = Selection(topic=name)
        self.tutor.request(Drill(selection))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        name = event.option_id or ""
        if self._topic:
            self.action_drill()
        elif self._by == "area" and not self._area:
            self.app.push_screen(MasteryScreen(area=name))
        else:
            self.app.push_screen(MasteryScreen(topic=name))


def _line(title: str, one: Mastery) -> Content:
    above = f"{title}\n" if len(title) > WORDY else ""
    head = "" if above else title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"
    first = Content.assemble((f"{head:<{TITLE}} ", "bold"), interval_bar(one.first), f"  {brief(one.first)}")
    return Content.assemble((above, "bold"), first, "\n", (f"  {'; '.join(_apart(one)) or 'nothing yet'}", "$quiet"))


def _apart(one: Mastery) -> Iterable[str]:
    """What is counted apart, in words."""
    for score, words in (
        (one.recent, "stand right now"),
        (one.choice, "with options"),
        (one.typed, "typed"),
        (one.labs, "labs" if one.labs.answers != 1 else "lab"),
    ):
        if score.answers:
            yield f"{score.correct} of {score.answers} {words}"
