"""The state machine: typed lines, faults, time, undo; invariants after each step; replay and rest at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.conformance.machine import lines
from tests.conformance.machine.playground import Playground
from tests.conformance.machine.rest import check_rest
from tutor.swarm.clock import SECOND
from tutor.swarm.objects import TaskState

if TYPE_CHECKING:
    from tutor.swarm.cluster import SimulationSnapshot
    from tutor.swarm.objects import Service

LONG = 600
"""Seconds in which a cluster without a crash loop comes to rest, whatever was typed before."""
ENDLESS = frozenset({"nginx:1.25", "nginx:1.26", "redis:7", "dockersamples/visualizer:latest", "lab/stubborn:1"})


class SwarmMachine(RuleBasedStateMachine):
    """One learner with seven terminals and no plan."""

    def __init__(self) -> None:
        super().__init__()
        self.befores: list[SimulationSnapshot] = []

    @initialize(hosts=st.integers(1, 7), managers=st.integers(0, 3), seed=st.integers(0, 9999))
    def begin(self, hosts: int, managers: int, seed: int) -> None:
        self.play = Playground(hosts, managers, seed)

    def _type(self, host: str, line: str, *, wait: bool = False) -> None:
        play = self.play
        if host not in play.sim.hosts:
            host = next(iter(play.sim.hosts))
        play.free(host)
        self.befores.append(play.sim.snapshot())
        if wait:
            play.run(host, line)
        else:
            play.type(host, line)
            play.tick(SECOND // 10)
        self._check()

    def _check(self) -> None:
        self.play.auditor.check_slots()
        for host in self.play.sim.hosts.values():
            assert set(host.logs) == set(host.containers)
            names = [c.name for c in host.containers.values()]
            assert len(names) == len(set(names)), f"{host.name}: two containers of one name"

    # ------------------------------------------------------------------ what is typed
    @rule(host=lines.managers, line=lines.creations)
    def create(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.managers, line=lines.creations)
    def create_another(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.managers, line=lines.jobs)
    def create_job(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.managers, line=lines.updates)
    def update(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.managers, line=lines.scales)
    def scale(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.managers, line=lines.ends)
    def end(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.managers, line=st.one_of(lines.node_changes, lines.ranks, lines.removals))
    def change_nodes(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.hosts, line=lines.arrivals)
    def arrive(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.hosts, line=lines.departures)
    def depart(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.managers, line=lines.settings)
    def set_up(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.managers, line=lines.unlocking)
    def unlock(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.hosts, line=lines.faults)
    def fault(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.hosts, line=lines.by_hand)
    def meddle(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.managers, line=lines.things)
    def keep_things(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.managers, line=lines.stacks)
    def stack(self, host: str, line: str) -> None:
        self._type(host, line)

    @rule(host=lines.managers, line=lines.looks)
    def look(self, host: str, line: str) -> None:
        """Reading changes nothing (but for what a manager's daemon draws from the generator)."""
        host = host if host in self.play.sim.hosts else next(iter(self.play.sim.hosts))
        self.play.free(host)
        before = self.play.sim.snapshot()
        command = self.play.start(host, line)
        self.befores.append(before)
        if not command.running:
            assert self.play.sim.snapshot() == before, f"{line} changed something"

    # ------------------------------------------------------------------ time
    @rule(seconds=st.sampled_from((0.3, 1.0, 2.5, 6.0, 11.0, 17.0, 35.0, 70.0)))
    def wait(self, seconds: float) -> None:
        self.play.tick(int(seconds * SECOND))
        self._check()

    @rule()
    def settle(self) -> None:
        play = self.play
        self.befores.append(play.sim.snapshot())
        if play.settle(120):
            check_rest(play.sim, play.auditor)
        self._check()

    # ------------------------------------------------------------------ undo
    @precondition(lambda self: self.play.undoable)
    @rule()
    def undo(self) -> None:
        """One command back: everything is as it was then."""
        play = self.play
        play.undo()
        assert play.sim.snapshot() == self.befores.pop(), "undo left something behind"
        self._check()

    @rule(host=lines.managers, line=st.one_of(lines.updates, lines.scales, lines.faults, lines.node_changes))
    def take_back_and_do_again(self, host: str, line: str) -> None:
        """The same line after an undo has the same consequences."""
        play = self.play
        for name in play.hosts:
            play.free(name)
        self._type(host, line)
        play.tick(20 * SECOND)
        reached = play.sim.snapshot()
        play.undo()
        assert play.sim.snapshot() == self.befores.pop(), "undo left something behind"
        self._type(host, line)
        play.tick(20 * SECOND)
        assert play.sim.snapshot() == reached, f"{line} has other consequences the second time"

    # ------------------------------------------------------------------ the end
    def teardown(self) -> None:
        if not hasattr(self, "play"):
            return
        self._replay()
        self._mend()
        play = self.play
        assert play.settle(LONG), f"no rest: {self._unrest()}"
        check_rest(play.sim, play.auditor)
        play.tick(200 * SECOND)
        check_rest(play.sim, play.auditor)
        assert not play.far_events(), f"still to come: {play.far_events()}"

    def _replay(self) -> None:
        """The journal leads to the same cluster."""
        for host in self.play.hosts:
            self.play.free(host)
        other = self.play.again()
        other.replay(self.play.saved())
        assert other.sim.snapshot() == self.play.sim.snapshot(), "the journal leads elsewhere"

    def _mend(self) -> None:
        """Take every fault away, and whatever never rests."""
        play = self.play
        play.run("m1", "sim heal")
        for host in play.hosts:
            play.run(host, "systemctl start docker")
            swarm = play.sim.swarm_of(host)
            if swarm is not None and swarm.store.cluster.unlock_key:
                play.run(host, f"echo {swarm.store.cluster.unlock_key} | docker swarm unlock")
            play.run(host, "docker rm -f $(docker ps -aq --filter label=com.docker.swarm.task!='' ) 2>&-")
        play.tick(60 * SECOND)
        for host in play.hosts:
            restless = [s.spec.name for s in self._services(host) if _is_restless(s)]
            if restless:
                play.run(host, f"docker service rm {' '.join(restless)}")

    def _services(self, host: str) -> list[Service]:
        swarm = self.play.sim.swarm_of(host)
        return [] if swarm is None else list(swarm.store.services)

    def _unrest(self) -> str:
        swarms = self.play.sim.swarms.values()
        tasks = [f"{t.name} {t.state.name}/{t.desired_state.name}" for s in swarms for t in s.store.tasks]
        return f"{[t for t in tasks if not t.endswith(f'RUNNING/{TaskState.RUNNING.name}')][:8]}"


def _is_restless(service: Service) -> bool:
    """Whether its tasks end by themselves again and again, or shall end and never do (a job of an endless program)."""
    spec = service.spec.task
    image = spec.image.partition("@")[0]
    sick = spec.container.health is not None and "false" in spec.container.health.test
    bound = any(m.kind == "bind" for m in spec.container.mounts)
    other = bool(spec.container.command or spec.container.args)  # a program of its own, which mostly ends
    return image not in ENDLESS or other or sick or bound or service.spec.mode.is_job
