"""A sandbox session on up to seven hosts, as a learner has it, with an auditor at its side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.conformance.machine.auditor import Auditor
from tests.conformance.machine.lines import HOSTS, STACK_FILES
from tests.swarm.setting import START, registry
from tutor.labs.laboratory import Laboratory
from tutor.session.sandbox import SandboxSession
from tutor.shell.waits import settled
from tutor.swarm.clock import DAY, SECOND
from tutor.swarm.cluster import HostSpec

if TYPE_CHECKING:
    from tutor.labs.laboratory import Bench
    from tutor.session.running import RunningCommand
    from tutor.swarm.cluster import Simulation

PATIENCE = 700 * SECOND
"""A command that runs longer is ended by Ctrl+C."""
MACHINES = {
    "m1": {}, "m2": {}, "m3": {}, "w1": {"engine_labels": {"storage": "fast"}}, "w2": {},
    "w3": {"nano_cpus": 10**9}, "w4": {"memory_bytes": 2 << 30, "architecture": "aarch64"},
}  # fmt: skip


class Playground(SandboxSession):
    """The session, its auditor, and what undo has to bring back."""

    def __init__(self, hosts: int, managers: int, seed: int) -> None:
        self._shape = (hosts, managers, seed)
        super().__init__(self._bench)

    def again(self) -> Playground:
        """The same beginning."""
        return Playground(*self._shape)

    def _bench(self) -> Bench:
        hosts, managers, seed = self._shape
        names = HOSTS[:hosts]
        specs = tuple(
            HostSpec(name=name, address=f"10.77.0.{11 + n}", **MACHINES[name])  # type: ignore[arg-type]
            for n, name in enumerate(names)
        )
        files = {name: {f"/root/{file}": text for file, text in STACK_FILES.items()} for name in names}
        laboratory = Laboratory(registry(), {"machine": specs})
        bench = laboratory.bench(
            "machine", seed=seed, start=START, managers=[n for n in names if n[0] == "m"][:managers], files=files
        )
        self.auditor = Auditor(bench.sim)
        return bench

    @property
    def sim(self) -> Simulation:
        return self.bench.sim

    # ------------------------------------------------------------------ typing
    def type(self, host: str, line: str) -> RunningCommand:
        """Type a line, after Ctrl+C if the host is busy; it may still run afterwards."""
        self.free(host)
        return self.start(host, line)

    def free(self, host: str) -> None:
        """Ctrl+C: the prompt is back, whatever ran."""
        self.interrupt(host)

    def run(self, host: str, line: str, patience: int = PATIENCE) -> int:
        """Type a line and let time pass until it has ended; its exit status."""
        command = self.type(host, line)
        end = self.now + patience
        while command.running and self.now < end:
            if command.waits_for is not None:
                self.reply(host, None)
                continue
            moments = [end, command.deadline or end, self.sim.clock.next_time() or end]
            self.tick(max(min(moments) - self.now, 1))  # what is due at this very moment happens once time passes
        self.free(host)
        assert command.status is not None
        return command.status

    def settle(self, seconds: int) -> bool:
        """`sim settle`: whether the cluster came to rest."""
        self.run(next(iter(self.sim.hosts)), f"sim settle {seconds}")
        return settled(self.sim, 0).condition()

    def to_remember(self) -> Any:
        return self.auditor.snapshot()

    def put_back(self, extra: Any) -> None:
        self.auditor.restore(extra)

    def far_events(self) -> list[str]:
        """What is still to come although nothing should be, but for what lies a day ahead."""
        ahead = self.now + DAY
        return [e.kind for e in self.sim.clock.pending() if e.kind != "dispatcher.orphan" or e.time > ahead]
