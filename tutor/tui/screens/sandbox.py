"""A free sandbox: hosts, no task."""

from __future__ import annotations

from tutor.tui.screens.bench import BenchScreen


class SandboxScreen(BenchScreen):
    """What is done in it is not kept."""

    place = "Free sandbox"
    help_text = """
    Several simulated hosts, each with a terminal of its own. F5 goes to the next host, `ssh worker1` does, too.
    Type docker commands as on real machines; `help` lists what the shell knows, `sim help` the faults that can
    be played: stop docker on a host, cut the network, let time pass.

    F3 shows the terminal and F4 the map of the cluster. F7 takes the last command back, F10 does it
    again, F8 begins from the start.
    Nothing you type here reaches this machine. Where the terminal is not in front, the letters e, m, n, u, y and x
    do the same.
    """
