"""A free sandbox: hosts, no task."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tutor.tui.screens.dialogs import AskScreen
from tutor.tui.screens.kept_bench import KeptBench

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tutor.session.free_sandbox import FreeSandbox


class SandboxScreen(KeptBench):
    """Esc leaves it as it is, and it goes on there."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2,s", "name", "Name it", key_display="F2")]
    place = "Free sandbox"
    help_text = """
    Several simulated hosts, each with a terminal of its own. F5 goes to the next host, `ssh worker1` does, too.
    Type docker commands as on real machines; `help` lists what the shell knows, `sim help` the faults that can
    be played: stop docker on a host, cut the network, let time pass. Nothing you type here reaches this machine.

    F3 shows the terminal and F4 the map of the cluster. F7 takes the last command back, F10 does it again, F8
    begins from the start. Esc leaves; the sandbox is kept and goes on in Labs, `Sandboxes`. F2 gives it a name:
    without one only the last ten are kept. F12 exports it: what you typed as a shell script, the services as a
    stack file, or all of it as the draft of a lab. Where the terminal is not in front, the letters e, m, n, u,
    y, x, c and s do the same.

    Alt+C in the terminal is copy mode: everything the terminal has shown (up to 5,000 lines) stands still, arrow
    keys and PgUp move, Space begins a selection, L one of whole lines, Enter copies. A selection by mouse is
    copied with Ctrl+C. What is copied goes to your terminal's clipboard (OSC 52).

    On the map arrows choose a host and Enter goes to its terminal; d stops or starts its docker, r reboots it, p
    cuts it off from all others, l heals the network. Each types the `sim` line that does it, on that host. w shows
    networks and published ports.
    """

    session: FreeSandbox

    def on_mount(self) -> None:
        super().on_mount()
        self._show_name()

    def _show_name(self) -> None:
        self.banner.place = f"Sandbox: {self.session.record.name}" if self.session.record.name else self.place

    def deeds(self) -> Iterable[tuple[str, str, Callable[[], object]]]:
        yield from super().deeds()
        yield "Name this sandbox", "It is kept until you delete it", self.action_name

    def action_name(self) -> None:
        def named(name: str | None) -> None:
            if name is not None:
                with self.told():
                    self.session.rename(name)
                self._show_name()

        words = "It is kept until you delete it. An empty name takes the name away."
        self.app.push_screen(AskScreen("Name of this sandbox", words, self.session.record.name), named)

    def action_back(self) -> None:
        """Leave; it goes on later."""
        with self.told():
            self.session.save()
        self.dismiss()
