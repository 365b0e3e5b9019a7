"""The Textual app: places as modes, and the one moment at which the rest of the program is opened."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import App

from tutor.tui.glyphs import AsciiOnly
from tutor.tui.places import PLACES, OpenSandbox, ResumeSandbox
from tutor.tui.screens.home import HomeScreen
from tutor.tui.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import SystemCommand
    from textual.command import Provider
    from textual.filter import LineFilter
    from textual.screen import Screen

    from tutor.tui.desk import Desk, Workplace
    from tutor.tui.page import Page
    from tutor.tui.places import Place, Request


def _finder() -> type[Provider]:
    from tutor.tui.palette import PlaceProvider

    return PlaceProvider


class TutorApp(App[int]):
    """Paints Home first, then opens pack and progress; what was asked for meanwhile is done after that."""

    TITLE = "LPIC-3 305"
    CSS_PATH = "tutor.tcss"
    DEFAULT_MODE = "home"
    COMMANDS: ClassVar[set[Any]] = {_finder}
    COMMAND_PALETTE_DISPLAY = "Ctrl+P"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.workplace = workplace
        self._desk: Desk | None = None
        self._wanted: tuple[Place, Request | None] | None = None
        self._ascii = [AsciiOnly()] if workplace.ascii else []
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "dark"
        for place, _, _ in PLACES:
            self.add_mode(place, partial(_screen_of, place))

    @property
    def objective(self) -> str:
        """What every header shows."""
        number = self._desk.learner.pack.objective.number if self._desk else self.workplace.objective
        return number if self._desk is None or self._desk.learner.progress.keeps else f"{number} NOT SAVED"

    @property
    def opened(self) -> bool:
        return self._desk is not None

    @property
    def desk(self) -> Desk:
        """What places work with; there is none before it was opened."""
        assert self._desk is not None
        return self._desk

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), *self._ascii]

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """None: the finder lists all there is."""
        return ()

    # ------------------------------------------------------------------ opening
    def on_mount(self) -> None:
        if self.workplace.choose:
            self.choose_profile()
        else:
            self.call_after_refresh(self.open)

    def choose_profile(self) -> None:
        """Ask who sits here, then open that profile."""
        from tutor.tui.screens.profiles import ProfilesScreen

        assert self.workplace.profiles is not None
        self.push_screen(ProfilesScreen(self.workplace.profiles.known(), self._use_profile))

    def _use_profile(self, name: str) -> None:
        assert self.workplace.profiles is not None
        self.workplace = replace(self.workplace.profiles.workplace(name), profiles=self.workplace.profiles)
        self.open()

    @work
    async def open(self, *, keep: bool = True) -> None:
        """Read the pack and open the learner's file, off the screen's thread, so that keys are answered meanwhile."""
        home = self._home()
        home.opening()
        try:
            desk = await asyncio.to_thread(self.workplace.open if keep else self._open_unsaved)
        except Exception as error:
            if not getattr(error, "for_the_user", False):
                raise
            home.fail(error)
            return
        self._desk = desk
        self.theme = desk.learner.settings.theme or "dark"
        home.opened()
        if self.workplace.sandbox:
            self.go("labs", OpenSandbox(self.workplace.sandbox))
        elif self.workplace.kept:
            self.go("labs", ResumeSandbox(self.workplace.kept))
        elif self._wanted:
            self.go(*self._wanted)

    def _open_unsaved(self) -> Desk:
        assert self.workplace.open_unsaved is not None
        return self.workplace.open_unsaved()

    def _home(self) -> HomeScreen:
        home = self.screen_stack[0]
        assert isinstance(home, HomeScreen)
        return home

    # ------------------------------------------------------------------ going
    def go(self, place: Place, request: Request | None = None) -> None:
        """Go to a place, there to do what is requested. Each place stays as it was left."""
        if self._desk is None:
            self._wanted = (place, request)
            return
        self.run_worker(self._go(place, request), exclusive=True, group="going")

    async def _go(self, place: Place, request: Request | None) -> None:
        await self.switch_mode(place)
        if request is not None:
            base: Page = self.screen_stack[0]  # type: ignore[assignment]
            base.arrive(request)

    def request(self, request: Request) -> None:
        """Do what is requested, at its place."""
        self.go(request.place, request)

    def back(self) -> None:
        """One step back: what lies under this screen, else Home."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        elif self.current_mode != "home":
            self.go("home")

    def action_go(self, place: Place) -> None:
        self.go(place)


def _screen_of(place: Place) -> Screen[Any]:
    """The screen a place begins with; each is imported when it is first gone to."""
    match place:
        case "read":
            from tutor.tui.screens.read import ReadScreen

            return ReadScreen()
        case "practise":
            from tutor.tui.screens.practise import PractiseScreen

            return PractiseScreen()
        case "mock":
            from tutor.tui.screens.mock import MockScreen

            return MockScreen()
        case "labs":
            from tutor.tui.screens.labs import LabsScreen

            return LabsScreen()
        case "progress":
            from tutor.tui.screens.progress import ProgressScreen

            return ProgressScreen()
        case "settings":
            from tutor.tui.screens.settings import SettingsScreen

            return SettingsScreen()
        case _:
            return HomeScreen()
