"""What `docker events` can tell."""

from __future__ import annotations

from tests.swarm.setting import Setting


def test_managers_tell_of_services_and_nodes_workers_do_not() -> None:
    it = Setting(managers=2, workers=1)
    service = it.create(replicas=2)
    it.settle()
    it.scale("web", 3)
    it.drain("w1")
    it.remove("web")
    for host in ("m1", "m2"):
        told = [
            (e.kind, e.action, e.actor, dict(e.attributes)) for e in it.sim.hosts[host].events if e.scope == "swarm"
        ]
        assert ("service", "create", service.id, {"name": "web"}) in told
        assert ("service", "update", service.id, {"name": "web", "replicas.new": "3", "replicas.old": "2"}) in told
        assert ("service", "remove", service.id, {"name": "web"}) in told
        drained = {"name": "w1", "availability.new": "drain", "availability.old": "active"}
        assert ("node", "update", it.node("w1").id, drained) in told
    assert not [e for e in it.sim.hosts["w1"].events if e.scope == "swarm"]


def test_a_container_of_a_task_is_told_where_it_runs() -> None:
    it = Setting(workers=0)
    it.create(image="lab/crash:1", task={"RestartPolicy": {"Condition": "none"}})
    it.settle()
    told = [(e.action, e.attributes.get("exitCode")) for e in it.sim.hosts["m1"].events if e.kind == "container"]
    assert told == [("create", None), ("start", None), ("die", "1")]


def test_a_daemon_remembers_the_last_256_events() -> None:
    it = Setting(workers=0)
    for number in range(300):
        it.create(f"s{number}", replicas=0)
    names = [e.attributes["name"] for e in it.sim.hosts["m1"].events]
    assert len(names) == 256
    assert names[-1] == "s299"
