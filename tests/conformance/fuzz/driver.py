"""Typing the lines on a small live cluster and looking at what comes of them. Nothing here catches an error."""

from __future__ import annotations

import json
import random
import signal
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.conformance.fuzz.generator import Generator
from tests.conformance.machine.auditor import Auditor
from tests.swarm.setting import START, registry
from tutor.labs.laboratory import Laboratory
from tutor.session.running import RunningCommand
from tutor.shell.completion import complete
from tutor.shell.process import Ask, Redraw, Write
from tutor.swarm.clock import SECOND
from tutor.swarm.cluster import HostSpec
from tutor.tui.console.buffer import ScreenBuffer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.labs.laboratory import Bench

BLOCK = 100
"""Lines on one cluster; then a new one is made."""
PATIENCE = 90 * SECOND
"""A line that runs longer gets Ctrl+C, and must end then."""
MOMENTS = 500
"""So often a line may wait before it gets Ctrl+C, too (a loop without a pause)."""
COMPUTING = 20
"""A line that takes so many seconds of the processor hangs."""
FILE = "services: {web: {image: nginx:1.25, deploy: {replicas: 2}, ports: ['8080:80']}}\n"
BEGINNING = (
    "docker service create -d --name web --replicas 2 --label a=b -p 8088:80 nginx:1.25",
    "docker service create -d --name db --mode global --constraint node.role==worker redis:7",
    "docker service create -d --name job --mode replicated-job --replicas 3 lab/once:1",
    "echo s | docker secret create k1 -",
    "echo c | docker config create c1 -",
    "docker network create -d overlay --attachable n1",
    "docker run -d --name box nginx:1.25",
    "docker node update --label-add zone=a w1",
    "sim settle 30",
)


class Fuzz:
    """One cluster after another; `line` types the next line on the present one."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._generator = Generator(self._rng)
        self._typed = 0
        self.history: list[tuple[str, str]] = []
        """Host and line, on the present cluster."""

    def _begin(self) -> None:
        machines = tuple(HostSpec(name=n, address=f"10.77.0.{11 + i}") for i, n in enumerate(("m1", "w1", "w2")))
        laboratory = Laboratory(registry(), {"three": machines})
        files = {m.name: {"/root/a.yml": FILE} for m in machines}
        self.bench: Bench = laboratory.bench("three", seed=self._typed, start=START, managers=["m1"], files=files)
        for line in BEGINNING:
            assert self.bench.run(line).status == 0
        self.auditor = Auditor(self.bench.sim)
        self.history = []

    def line(self) -> None:
        """Make a line, type it, look at its end and its traces."""
        if self._typed % BLOCK == 0:
            self._begin()
        self._typed += 1
        host = self._rng.choice(("m1", "m1", "m1", "w1"))
        line = self._generator.line()
        self.history.append((host, line))
        with bounded(COMPUTING):
            complete(self.bench.terminal, line[: self._rng.randrange(len(line) + 1)])
            status, screen = self._run(host, line, tty=self._rng.random() < 0.5)
        assert 0 <= status <= 255, status
        check_harmless(screen)
        self.auditor.check_slots()

    def skip_block(self) -> None:
        """Make a new cluster for the next line: the present one may be damaged."""
        self._typed += -self._typed % BLOCK

    def _run(self, host: str, line: str, *, tty: bool) -> tuple[int, ScreenBuffer]:
        sim = self.bench.sim
        command = RunningCommand(host, line, self.bench.terminal.start(line, on=host, tty=tty), sim.clock.now)
        end, moments, interrupts = sim.clock.now + PATIENCE, 0, 0
        screen = ScreenBuffer()
        while command.running:
            moments += 1
            if sim.clock.now >= end or moments > MOMENTS:
                interrupts += 1
                assert interrupts < 20, "it goes on after Ctrl+C"
                command.interrupt(sim.clock.now)
            elif command.waits_for is not None:
                if isinstance(command.waits_for, Ask):
                    screen.write(command.waits_for.prompt)
                command.reply(self._rng.choice((None, "y", "n", "", "SWMKEY-1-x", "\x1b[A")), sim.clock.now)
            else:
                limits = [m for m in (command.deadline, sim.clock.next_time(), end) if m is not None]
                sim.advance(max(min(limits) - sim.clock.now, 0))
                command.poll(sim.clock.now)
            show(command, screen)
        show(command, screen)
        assert command.status is not None
        return command.status, screen


def show(command: RunningCommand, screen: ScreenBuffer) -> None:
    """As the console does; and as the JSON Lines protocol would send it."""
    for step in command.take():
        if isinstance(step, Write):
            json.dumps(step.text)
            screen.write(step.text)
        elif isinstance(step, Redraw):
            screen.redraw(step.lines, keep=step.keep)


def check_harmless(screen: ScreenBuffer) -> None:
    """No sign that a terminal obeys."""
    for line in (*screen.lines, *screen.live, screen.open_line):
        for piece in line:
            bad = [sign for sign in piece.text if unicodedata.category(sign) in ("Cc", "Cf", "Cs")]
            assert not bad, f"{bad!r} on the screen"


@contextmanager
def bounded(seconds: int) -> Iterator[None]:
    """TimeoutError when what is inside uses the processor too long."""

    def ring(signum: int, frame: object) -> None:
        raise TimeoutError(f"it computes for {seconds} s and does not end")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
