"""Free sandboxes: those that were kept, to go on with, and sets of hosts to begin another one on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.tui.page import Page
from tutor.tui.places import OpenSandbox, ResumeSandbox
from tutor.tui.screens.dialogs import AskScreen, ConfirmScreen
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.progress.records import SandboxRecord
    from tutor.tui.widgets.choices import Choice

NEW = "new:"
NAME = 28
"""Cells of a name."""


class SandboxesScreen(Page):
    """Esc goes back to the labs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", key_display="Enter", priority=True),
        Binding("n", "rename", "Name it"),
        Binding("d", "delete", "Delete"),
    ]
    place = "Sandboxes"
    help_text = """
    Free sandboxes that you left: Enter goes on with one where it was, the cluster built again from what you
    typed. `n` gives one a name; those with a name stay, of the others the last ten. `d` deletes one. Below are
    the sets of hosts that a new sandbox can begin with.
    """

    def __init__(self) -> None:
        super().__init__()
        self._records: dict[str, SandboxRecord] = {}

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(Paper(id="words"), Choices(), classes="body")

    def on_mount(self) -> None:
        self._show()

    def on_screen_resume(self) -> None:
        if self.query(Choices):
            self._show()

    def _show(self) -> None:
        shelf = self.tutor.desk.learner.sandboxes
        with self.told():
            self._records = {record.uuid: record for record in shelf.all()}
        choices = self.query_one(Choices)
        choices.show(list(self._lines()))
        words = [] if self._records else [text("Nothing is kept yet.", "$quiet"), BLANK]
        self.query_one("#words", Paper).show(words)
        self.banner.details = str(len(self._records)) if self._records else ""
        choices.focus()
        self.refresh_bindings()

    def _lines(self) -> Iterator[Choice]:
        if self._records:
            yield "", Content.styled("Go on with", "bold $primary")
        for record in self._records.values():
            yield record.uuid, _line(record)
        yield "", Content.styled("Begin another", "bold $primary")
        for name, hosts in self.tutor.desk.laboratory().clusters.items():
            names = _short([host.name for host in hosts])
            yield NEW + name, Content.assemble((f"{name:<15} ", "bold"), (names, "$quiet"))

    @property
    def _chosen(self) -> SandboxRecord | None:
        """The kept one under the cursor."""
        return self._records.get(self.query_one(Choices).chosen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"rename", "delete"}:
            return bool(self.query(Choices)) and self._chosen is not None
        return super().check_action(action, parameters)

    def on_option_list_option_highlighted(self) -> None:
        self.refresh_bindings()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_open()

    # ------------------------------------------------------------------ keys
    def action_open(self) -> None:
        record, chosen = self._chosen, self.query_one(Choices).chosen
        if record is not None:
            self.tutor.request(ResumeSandbox(record.uuid))
        elif chosen.startswith(NEW):
            self.tutor.request(OpenSandbox(chosen.removeprefix(NEW)))

    def action_rename(self) -> None:
        record = self._chosen
        if record is None:
            return

        def named(name: str | None) -> None:
            if name is not None:
                with self.told():
                    self.tutor.desk.learner.sandboxes.rename(record.uuid, name)
                self._show()

        words = "It is kept until you delete it. An empty name takes the name away."
        self.app.push_screen(AskScreen("Name of this sandbox", words, record.name), named)

    def action_delete(self) -> None:
        record = self._chosen
        if record is None:
            return

        def delete(yes: bool | None) -> None:
            if yes:
                with self.told():
                    self.tutor.desk.learner.sandboxes.delete(record.uuid)
                self._show()

        self.app.push_screen(ConfirmScreen("Delete this sandbox?", _title(record)), delete)


def _short(names: Sequence[str]) -> str:
    """`manager1-3, worker1-4` for hosts that are numbered without a gap."""
    runs: list[tuple[str, int, int]] = []
    for name in names:
        kind = name.rstrip("0123456789")
        number = int(name[len(kind) :] or 0)
        if runs and runs[-1][0] == kind and runs[-1][2] == number - 1:
            runs[-1] = (kind, runs[-1][1], number)
        else:
            runs.append((kind, number, number))
    return ", ".join(f"{kind}{first or ''}{f'-{last}' if last != first else ''}" for kind, first, last in runs)


def _title(record: SandboxRecord) -> str:
    return record.name or f"Sandbox of {record.started_at.astimezone():%Y-%m-%d %H:%M}"


def _line(record: SandboxRecord) -> Content:
    lines = sum(entry["do"] == "type" for entry in record.journal)
    title = _title(record)
    shown = title if len(title) <= NAME else f"{title[: NAME - 1]}…"
    commands = "1 command" if lines == 1 else f"{lines} commands"
    when = f"{record.updated_at.astimezone():%b %d %H:%M}"
    return Content.assemble((f"{shown:<{NAME}} ", "bold"), (f"{record.cluster:<14} {commands:>12}  {when}", "$quiet"))
