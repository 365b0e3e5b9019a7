"""What the simulated swarm costs: commands typed on three nodes, and a swarm of 4,700 nodes with 95,000 tasks.

    python -m tests.benchmarks.swarm [--typed 300] [--sizes 47,470,4700] [--only typed|size|idle]

Typed: own time of the whole command (shell, client, engine, swarm, table), in processor time. Size: nodes join
and services are created through the Engine API and placed by the scheduler like any others; then docker stops
on one node of ten and the tasks find other places. Each size runs in a process of its own, so that its peak
memory is its own.
"""

from __future__ import annotations

import argparse
import itertools
import math
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.swarm.setting import START, registry
from tutor.engine.engine import Engine
from tutor.engine.waiting import Until
from tutor.shell.drive import run_through, wait_for
from tutor.shell.terminal import Terminal
from tutor.swarm.clock import DAY, SECOND
from tutor.swarm.cluster import HostSpec, Simulation
from tutor.swarm.objects import NodeState, TaskState

if TYPE_CHECKING:
    from tutor.engine.waiting import Operation

TASKS_PER_NODE = 95_000 / 4_700
REPLICAS = 1_000
MARKS = ("node ls", "service ps", "service create")


# ------------------------------------------------------------------ typed on three nodes
def typed(times: int) -> None:
    """Median and mean of each command's own time."""
    names = ("manager1", "worker1", "worker2")
    sim = Simulation([_machine(name, n) for n, name in enumerate(names)], registry(), 1, START)
    engines = {name: Engine(sim, name) for name in names}
    _form(sim, engines)
    terminal = Terminal.over(sim)
    run_through(terminal.start("docker service create -d --name web --replicas 5 nginx:1.25", tty=False), sim)
    sim.settle()
    taken: dict[str, list[float]] = {mark: [] for mark in MARKS}
    for number in range(times + 5):
        lines = ("docker node ls", "docker service ps web", f"docker service create -d --name s{number} nginx:1.25")
        for mark, line in zip(MARKS, lines, strict=True):
            begin = time.process_time()
            outcome = run_through(terminal.start(line, tty=False), sim)
            spent = time.process_time() - begin
            assert outcome.status == 0, outcome.stderr
            if number >= 5:  # the first ones load modules and fill caches
                taken[mark].append(spent * 1000)
        run_through(terminal.start(f"docker service rm s{number}", tty=False), sim)
        sim.settle()
    for mark, values in taken.items():
        sys.stdout.write(
            f"docker {mark:15} median {statistics.median(values):.2f} ms, mean {statistics.mean(values):.2f} ms\n"
        )


# ------------------------------------------------------------------ size
@dataclass(slots=True)
class Watch:
    """Processor and wall time of the stages of one run."""

    wall: float
    used: float

    @classmethod
    def started(cls) -> Watch:
        return cls(time.perf_counter(), time.process_time())

    def tell(self, stage: str) -> None:
        now, used = time.perf_counter(), time.process_time()
        sys.stdout.write(f"  {stage:28} {used - self.used:7.2f} s processor, {now - self.wall:7.2f} s wall\n")
        sys.stdout.flush()
        self.wall, self.used = now, used


def _machine(name: str, position: int) -> HostSpec:
    number = position + 11
    return HostSpec(
        name=name, address=f"172.{20 + (number >> 16)}.{number >> 8 & 255}.{number & 255}", nano_cpus=64 * 10**9
    )


def _form(sim: Simulation, engines: dict[str, Engine]) -> None:
    """The first host makes a swarm, the others join it as workers, one after the other."""
    first, *others = engines.values()
    first.swarm.init({"ListenAddr": "0.0.0.0:2377", "SubnetSize": 16})
    token = first.swarm.inspect()["JoinTokens"]["Worker"]
    remote = next(iter(sim.hosts.values())).spec.address + ":2377"
    for engine in others:
        _finish(engine.swarm.join({"JoinToken": token, "RemoteAddrs": [remote]}), sim)
    assert sim.settle()


def _finish(operation: Operation[None], sim: Simulation) -> None:
    step = next(operation)
    try:
        while True:
            assert isinstance(step, Until)
            step = operation.send(bool(wait_for(step, sim)))
    except StopIteration:
        return


def size(nodes: int) -> None:
    """Join, create, lose a tenth, converge; checked at the end."""
    watch, whole = Watch.started(), time.process_time()
    sim = Simulation([_machine(f"n{n}", n) for n in range(nodes)], registry(), 1, START)
    engines = {name: Engine(sim, name) for name in sim.hosts}
    _form(sim, engines)
    watch.tell(f"{nodes} nodes joined")
    tasks = round(nodes * TASKS_PER_NODE)
    manager = next(iter(engines.values()))
    for number in range(math.ceil(tasks / REPLICAS)):
        replicas = min(REPLICAS, tasks - number * REPLICAS)
        template = {"ContainerSpec": {"Image": "nginx:1.25"}, "Resources": {"Reservations": {"NanoCPUs": 10**8}}}
        mode = {"Replicated": {"Replicas": replicas}}
        manager.services.create({"Name": f"s{number}", "TaskTemplate": template, "Mode": mode})
    assert sim.settle(600 * SECOND)
    _check(sim, tasks)
    watch.tell(f"{tasks} tasks run")
    lost = [name for n, name in enumerate(sim.hosts) if n % 10 == 5]
    for name in lost:
        sim.stop_docker(name)
    assert sim.settle(600 * SECOND)
    _check(sim, tasks)
    watch.tell(f"{len(lost)} nodes lost, converged")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"  total {time.process_time() - whole:.2f} s processor, peak memory {peak:.0f} MB\n")


def _check(sim: Simulation, tasks: int) -> None:
    """Every slot has its one task, on a node that is ready, with a container; the nodes are filled evenly."""
    (swarm,) = sim.swarms.values()
    ready = {n.id: n.host for n in swarm.store.nodes if n.state is NodeState.READY}
    wanted = [t for t in swarm.store.tasks if t.desired_state is TaskState.RUNNING]
    assert len(wanted) == tasks, len(wanted)
    assert len({(t.service_id, t.slot) for t in wanted}) == tasks
    assert all(t.state is TaskState.RUNNING and t.node_id in ready for t in wanted)
    for node_id, host in ready.items():
        ids = {t.id for t in swarm.store.tasks_of_node(node_id) if t.desired_state is TaskState.RUNNING}
        assert ids == {c.task_id for c in sim.hosts[host].containers.values() if c.running}
    per_node = Counter(t.node_id for t in wanted)
    assert max(per_node.values()) - min(per_node[node] for node in ready) <= 2 + tasks // 10 // len(ready)


# ------------------------------------------------------------------ idle
def idle(nodes: int) -> None:
    """Nothing is periodic: a settled swarm has nothing to do, however much time passes."""
    sim = Simulation([_machine(f"n{n}", n) for n in range(nodes)], registry(), 1, START)
    _form(sim, {name: Engine(sim, name) for name in sim.hosts})
    sim.settle()
    assert sim.clock.pending() == []
    begin = time.process_time()
    sim.advance(365 * DAY)
    spent = time.process_time() - begin
    sys.stdout.write(f"{nodes} idle nodes: no event is due; a year passes in {spent * 1e6:.0f} us\n")


# ------------------------------------------------------------------ all
def _sizes(sizes: list[int]) -> None:
    """Each size in a process of its own, then how the cost grew from each to the next."""
    costs: list[tuple[int, float]] = []
    for nodes in sizes:
        begin = time.perf_counter()
        command = [sys.executable, "-m", "tests.benchmarks.swarm", "--one", str(nodes)]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        sys.stdout.write(
            f"{nodes} nodes\n{answer}  {time.perf_counter() - begin:.1f} s wall, start of Python included\n"
        )
        sys.stdout.flush()
        costs.append((nodes, float(answer.rpartition("total ")[2].split()[0])))
    for (small, cheap), (large, dear) in itertools.pairwise(costs):
        ideal = large * math.log(large) / (small * math.log(small))
        exponent = math.log(dear / cheap) / math.log(large / small)
        sys.stdout.write(
            f"{small} to {large} nodes: {dear / cheap:.1f} times the time, n log n gives {ideal:.1f}; "
            f"exponent {exponent:.2f}\n"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--typed", type=int, default=300)
    parser.add_argument("--sizes", default="47,470,4700")
    parser.add_argument("--only", choices=("typed", "size", "idle"))
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        size(arguments.one)
        return 0
    sizes = [int(number) for number in arguments.sizes.split(",")]
    if arguments.only in (None, "typed"):
        typed(arguments.typed)
    if arguments.only in (None, "size"):
        _sizes(sizes)
    if arguments.only in (None, "idle"):
        idle(sizes[-1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
