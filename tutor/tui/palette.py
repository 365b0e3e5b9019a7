"""The finder: every place, topic, question list and lab by its name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tutor.session.selection import WHICH, WHICH_TITLES, Selection
from tutor.tui.places import (
    PLACES,
    Drill,
    Mixed,
    OpenLab,
    OpenSandbox,
    PlanMock,
    ReadAt,
    SearchNotes,
    ShowChallenges,
    ShowCheatSheet,
    ShowGlossary,
    ShowMargin,
    ShowSandboxes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tutor.tui.app import TutorApp

Entry = tuple[str, str, "Callable[[], object]"]
"""(name, what it is, what it does)."""


class PlaceProvider(Provider):
    """Answers the command palette."""

    @property
    def _tutor(self) -> TutorApp:
        from tutor.tui.app import TutorApp

        assert isinstance(self.app, TutorApp)
        return self.app

    def _entries(self) -> Iterator[Entry]:
        tutor = self._tutor
        for place, title, what in PLACES:
            yield title, what, partial(tutor.go, place)
        if not tutor.opened:
            return
        learner = tutor.desk.learner
        yield "Search in all notes", "Every section that has your words", partial(tutor.request, SearchNotes())
        if learner.pack.glossary:
            yield "Glossary", "Terms and their meaning", partial(tutor.request, ShowGlossary())
        yield "Bookmarks and own notes", "What you marked and wrote", partial(tutor.request, ShowMargin())
        for topic in learner.pack.topics:
            yield f"Read: {topic.title}", "Notes", partial(tutor.request, ReadAt(topic.slug))
            sheet = partial(tutor.request, ShowCheatSheet(topic.slug))
            yield f"Cheat sheet: {topic.title}", "The topic on one page", sheet
            drill = partial(tutor.request, Drill(Selection(topic=topic.slug)))
            yield f"Practise: {topic.title}", "Questions of this topic", drill
        yield "15-minute session", "What is due and weak, a note and a lab", partial(tutor.request, Mixed())
        for which in WHICH:
            yield f"Practise: {WHICH_TITLES[which]}", "Over all topics", partial(tutor.request, Drill(Selection(which)))
        yield "Mock exam of your own", "Topics, number, time", partial(tutor.request, PlanMock())
        for lab in learner.pack.labs:
            yield f"Lab: {lab.title}", f"{lab.minutes} minutes", partial(tutor.request, OpenLab(lab.slug))
        if learner.pack.labs:
            yield "Hands-on challenge", "Labs against the clock", partial(tutor.request, ShowChallenges())
        yield "Free sandbox", "Three hosts and no task", partial(tutor.request, OpenSandbox())
        yield "Sandboxes", "Go on with one, or begin one with other hosts", partial(tutor.request, ShowSandboxes())
        yield from self._of_the_screen()

    def _of_the_screen(self) -> Iterator[Entry]:
        """What only the screen in front can do."""
        from tutor.tui.page import Page

        screen = self.screen
        if isinstance(screen, Page):
            yield from screen.deeds()

    async def discover(self) -> Hits:
        for name, what, run in self._entries():
            yield DiscoveryHit(name, run, help=what)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, what, run in self._entries():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, help=what)
