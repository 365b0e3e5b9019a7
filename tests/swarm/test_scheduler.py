"""Where tasks go. Numbers in the names are those of the conformance statements."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from tests.swarm.setting import START, Setting
from tutor.swarm.agenda import Agenda
from tutor.swarm.clock import Clock
from tutor.swarm.objects import Availability, NodeState, Service, Task, TaskState
from tutor.swarm.orchestrator.tasks import new_task
from tutor.swarm.scheduler.scheduler import Scheduler
from tutor.swarm.spec import Json, service_spec
from tutor.swarm.store import Store

GIB = 1 << 30


def reserve(memory: int = 0, cpus: int = 0) -> dict[str, object]:
    return {"Resources": {"Reservations": {"MemoryBytes": memory, "NanoCPUs": cpus}}}


def test_c001_two_replicas_on_two_nodes_are_spread() -> None:
    it = Setting(workers=1)
    it.create(replicas=2)
    assert it.settle()
    assert it.places() == ["m1", "w1"]


def test_c002_a_new_task_goes_to_the_node_without_one() -> None:
    it = Setting(workers=2)
    it.create(replicas=2)
    it.settle()
    (empty,) = {"m1", "w1", "w2"} - set(it.places())
    it.scale("web", 3)
    it.settle()
    assert it.places() == ["m1", "w1", "w2"]
    assert it.host_of(it.tasks()[2]) == empty


def test_c003_equal_counts_of_the_service_the_emptier_node_wins() -> None:
    it = Setting(workers=1)
    it.create("other", task={"Placement": {"Constraints": ["node.hostname==m1"]}})
    it.settle()
    it.create("web")
    it.settle()
    assert it.places() == ["w1"]


def test_c004_no_nodes_at_all() -> None:
    clock = Clock(START)
    store = Store(clock)
    scheduler = Scheduler(store, Agenda(clock, "swarm"))
    store.watch(lambda change: scheduler.task_changed(None, change.new) if isinstance(change.new, Task) else None)
    service = store.create(Service(id="s", spec=service_spec({"Name": "web"})))
    task = new_task(service, 1, "", random.Random(1), START)
    store.create(replace(task, status=replace(task.status, state=TaskState.PENDING)))
    scheduler.on_tick()
    assert store.tasks[task.id].status.err == "no suitable node"


def test_c005_only_a_node_that_is_not_available() -> None:
    it = Setting(workers=0)
    it.drain("m1")
    it.create()
    it.settle()
    (task,) = it.tasks()
    assert task.state is TaskState.PENDING
    assert task.status.err == "no suitable node (1 node not available for new tasks)"


def test_c006_c007_reasons_are_counted_and_a_new_node_helps() -> None:
    it = Setting(workers=3)
    it.drain("m1")
    it.drain("w1")
    it.change_node("w2", description=replace(it.node("w2").description, memory_bytes=GIB))
    it.change_node("w3", availability=Availability.PAUSE)
    it.create(task=reserve(memory=2 * GIB))
    it.settle()
    (task,) = it.tasks()
    assert task.status.err == (
        "no suitable node (3 nodes not available for new tasks; insufficient resources on 1 node)"
    )
    it.change_node("w3", availability=Availability.ACTIVE)
    it.settle()
    assert it.places() == ["w3"]


def test_c008_a_reservation_that_ends_makes_room() -> None:
    it = Setting(workers=0)
    it.create("big", task=reserve(memory=3 * GIB))
    it.settle()
    it.create("web", task=reserve(memory=2 * GIB))
    it.settle()
    assert it.tasks("web")[0].status.err == "no suitable node (insufficient resources on 1 node)"
    it.remove("big")
    it.settle()
    assert it.places("web") == ["m1"]


def test_c009_limits_do_not_count() -> None:
    it = Setting(workers=0)
    it.create(task={"Resources": {"Limits": {"MemoryBytes": 900 * GIB}}})
    it.settle()
    assert it.places() == ["m1"]


def mounts(*kinds: Json) -> Json:
    return {"Mounts": list(kinds)}


def test_c010_a_missing_volume_driver() -> None:
    it = Setting(workers=0)
    volume: Json = {"Type": "volume", "Source": "v", "Target": "/v", "VolumeOptions": {"DriverConfig": {"Name": "nfs"}}}
    it.create(container=mounts(volume))
    it.settle()
    assert it.tasks()[0].status.err == "no suitable node (missing plugin on 1 node)"


def test_c011_bind_mounts_need_no_plugin() -> None:
    it = Setting(workers=0)
    it.create(container=mounts({"Type": "bind", "Source": "/etc", "Target": "/x"}))
    it.settle()
    assert it.places() == ["m1"]


@pytest.mark.parametrize("driver", ["none", ""])
def test_c012_no_log_driver_needs_no_plugin(driver: str) -> None:
    it = Setting(workers=0)
    it.create(task={"LogDriver": {"Name": driver}})
    it.settle()
    assert it.places() == ["m1"]


def test_c012_an_unknown_log_driver_does() -> None:
    it = Setting(workers=0)
    it.create(task={"LogDriver": {"Name": "nowhere"}})
    it.settle()
    assert it.tasks()[0].status.err == "no suitable node (missing plugin on 1 node)"


def test_c013_platforms() -> None:
    it = Setting(workers=1)
    it.create("arm", task={"Placement": {"Platforms": [{"OS": "linux", "Architecture": "arm64"}]}})
    it.create("pc", task={"Placement": {"Platforms": [{"OS": "linux", "Architecture": "amd64"}]}})
    it.settle()
    assert it.tasks("arm")[0].status.err == "no suitable node (unsupported platform on 2 nodes)"
    assert len(it.places("pc")) == 1


def test_c014_host_ports_are_taken_once_per_node() -> None:
    it = Setting(workers=1)
    port = {"Protocol": "tcp", "TargetPort": 80, "PublishedPort": 58, "PublishMode": "host"}
    it.create(replicas=3, EndpointSpec={"Ports": [port]})
    it.settle()
    assert it.places() == ["m1", "w1"]
    (waiting,) = [t for t in it.tasks() if t.state is TaskState.PENDING]
    assert waiting.status.err == "no suitable node (host-mode port already in use on 2 nodes)"


def test_c015_c016_max_replicas_per_node() -> None:
    it = Setting(workers=2)
    it.drain("w2")
    it.settle()
    it.create(replicas=3, task={"Placement": {"MaxReplicas": 1}})
    it.settle()
    (waiting,) = [t for t in it.tasks() if t.state is TaskState.PENDING]
    assert waiting.status.err == (
        "no suitable node (max replicas per node limit exceed; 1 node not available for new tasks)"
    )
    it.change_node("w2", availability=Availability.ACTIVE)
    it.settle()
    assert it.places() == ["m1", "w1", "w2"]


def test_c017_constraints_that_no_node_meets() -> None:
    it = Setting(workers=2)
    it.create(task={"Placement": {"Constraints": ["node.labels.zone==nowhere"]}})
    it.settle()
    assert it.tasks()[0].status.err == "no suitable node (scheduling constraints not satisfied on 3 nodes)"


def test_c018_c019_failures_make_a_node_unattractive_until_the_specification_changes() -> None:
    it = Setting(workers=1)
    service = it.create(replicas=4)
    bad = it.swarm.scheduler.nodes.get(it.node("m1").id)
    assert bad is not None
    for _ in range(5):
        bad.failed((service.id, 0), it.now())
    it.settle()
    assert it.places() == ["w1"] * 4
    it.scale("web", 6)
    it.settle()
    assert it.places() == ["m1"] * 2 + ["w1"] * 4


def test_c020_failures_of_global_tasks_are_not_held_against_the_node() -> None:
    it = Setting(workers=0)
    service = it.create(mode={"Global": {}}, image="lab/crash:1")
    it.wait(40)
    info = it.swarm.scheduler.nodes.get(it.node("m1").id)
    assert info is not None
    assert (service.id, 0) not in info.failures
    assert len([t for t in it.tasks() if t.state is TaskState.FAILED]) >= 3


def label(it: Setting, **labels: str) -> None:
    for host, value in labels.items():
        it.change_node(host, labels=dict(pair.split("=") for pair in value.split(",")))


def spread(*descriptors: str) -> dict[str, object]:
    return {"Placement": {"Preferences": [{"Spread": {"SpreadDescriptor": d}} for d in descriptors]}}


def test_c021_preferences_spread_over_label_values() -> None:
    it = Setting(workers=3)
    it.drain("m1")
    label(it, w1="dc=east", w2="dc=east", w3="dc=west")
    it.create(replicas=8, task=spread("node.labels.dc"))
    it.settle()
    assert it.places().count("w3") == 4
    assert it.places().count("w1") == it.places().count("w2") == 2


def test_c022_nodes_without_the_label_are_a_branch_of_their_own() -> None:
    it = Setting(workers=2)
    label(it, w1="dc=east")
    it.create(replicas=4, task=spread("node.labels.dc"))
    it.settle()
    assert it.places().count("w1") == 2


def test_c023_two_preferences_nest() -> None:
    it = Setting(workers=4)
    it.drain("m1")
    label(it, w1="dc=a,rack=1", w2="dc=a,rack=2", w3="dc=a,rack=2", w4="dc=b,rack=1")
    it.create(replicas=8, task=spread("node.labels.dc", "node.labels.rack"))
    it.settle()
    assert [it.places().count(w) for w in ("w1", "w2", "w3", "w4")] == [2, 1, 1, 4]


def test_c024_a_full_branch_spills_over() -> None:
    it = Setting(workers=2)
    it.drain("m1")
    label(it, w1="dc=a", w2="dc=b")
    it.change_node("w2", description=replace(it.node("w2").description, memory_bytes=GIB))
    it.create(replicas=4, task={**spread("node.labels.dc"), **reserve(memory=GIB)})
    it.settle()
    assert it.places() == ["w1", "w1", "w1", "w2"]


def test_c025_a_preference_that_is_no_label_has_no_effect() -> None:
    it = Setting(workers=1)
    it.create(replicas=4, task=spread("node.hostname"))
    it.settle()
    assert it.places() == ["m1", "m1", "w1", "w1"]


def test_c026_tasks_with_a_given_node_come_first() -> None:
    it = Setting(workers=0)
    it.create("one", task=reserve(memory=3 * GIB))
    it.create("all", mode={"Global": {}}, task=reserve(memory=3 * GIB))
    it.settle()
    assert it.places("all") == ["m1"]
    assert it.places("one") == []


def test_c027_a_global_task_that_does_not_fit_has_the_bare_reason() -> None:
    it = Setting(workers=0)
    it.create(mode={"Global": {}}, task=reserve(memory=900 * GIB))
    it.settle()
    (task,) = it.tasks()
    assert (task.state, task.status.err) == (TaskState.PENDING, "insufficient resources on 1 node")


def test_c028_tasks_of_a_deleted_service_are_dropped() -> None:
    it = Setting(workers=0)
    it.create(task=reserve(memory=900 * GIB))
    it.settle()
    it.remove("web")
    it.settle()
    assert it.tasks() == []
    assert it.sim.clock.pending() == []


def test_no_task_moves_when_a_node_joins_or_comes_back() -> None:
    it = Setting(workers=1)
    it.drain("w1")
    it.create(replicas=4)
    it.settle()
    it.change_node("w1", availability=Availability.ACTIVE)
    it.settle()
    assert it.places() == ["m1"] * 4


def test_a_pending_error_is_written_once() -> None:
    it = Setting(workers=1)
    it.create(task={"Placement": {"Constraints": ["node.labels.zone==nowhere"]}})
    it.settle()
    version = it.tasks()[0].version
    it.change_node("w1", labels={"other": "x"})
    it.settle()
    assert it.tasks()[0].version == version


def test_a_node_that_is_down_is_not_available() -> None:
    it = Setting(workers=1)
    it.sim.stop_docker("w1")
    it.settle()
    assert it.node("w1").state is NodeState.DOWN
    it.create(task={"Placement": {"Constraints": ["node.hostname==w1"]}})
    it.settle()
    assert it.tasks()[0].status.err == (
        "no suitable node (1 node not available for new tasks; scheduling constraints not satisfied on 1 node)"
    )
