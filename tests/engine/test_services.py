"""Services through Engine operations: what is stored, shown, refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tutor.engine.errors import EngineError

if TYPE_CHECKING:
    from tests.engine.conftest import Cluster


def message(cluster: Cluster, body: Any) -> str:
    with pytest.raises(EngineError) as caught:
        cluster.manager.services.create(body)
    return caught.value.message


def test_inspect_with_and_without_defaults(cluster: Cluster) -> None:
    cluster.service()
    bare = cluster.manager.services.inspect("web")["Spec"]
    assert "RestartPolicy" not in bare["TaskTemplate"]
    assert "UpdateConfig" not in bare
    full = cluster.manager.services.inspect("web", insert_defaults=True)["Spec"]
    assert full["TaskTemplate"]["RestartPolicy"] == {"Condition": "any", "Delay": 5_000_000_000, "MaxAttempts": 0}
    assert full["UpdateConfig"]["Monitor"] == 5_000_000_000
    assert full["TaskTemplate"]["ContainerSpec"]["StopGracePeriod"] == 10_000_000_000
    assert full["EndpointSpec"] == {"Mode": "vip"}


def test_list_counts_running_and_desired(cluster: Cluster) -> None:
    cluster.service(replicas=3)
    (view,) = cluster.manager.services.list(status=True)
    assert view["ServiceStatus"] == {"RunningTasks": 3, "DesiredTasks": 3, "CompletedTasks": 0}


def test_references_full_name_prefix_and_ambiguity(cluster: Cluster) -> None:
    service_id = cluster.service()
    services = cluster.manager.services
    assert services.inspect("web")["ID"] == services.inspect(service_id)["ID"] == services.inspect(service_id[:8])["ID"]
    with pytest.raises(EngineError, match="service nosuch not found") as caught:
        services.inspect("nosuch")
    assert caught.value.status == 404


def test_a_stale_version_changes_nothing(cluster: Cluster) -> None:
    cluster.service()
    before = cluster.manager.services.inspect("web")
    stale = before["Version"]["Index"] - 1
    with pytest.raises(EngineError, match="rpc error: code = Unknown desc = update out of sequence"):
        cluster.manager.services.update("web", stale, cluster.body(replicas=5))
    assert cluster.manager.services.inspect("web") == before


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"Name": "a b"}, "rpc error: code = InvalidArgument desc = name must be valid as a DNS name component"),
        (
            {"EndpointSpec": {"Mode": "dnsrr", "Ports": [{"TargetPort": 80, "PublishedPort": 80}]}},
            "EndpointSpec: port published with ingress mode can't be used with dnsrr mode",
        ),
        ({"EndpointSpec": {"Mode": "foo"}}, 'invalid resolution mode: "foo"'),
        ({"UpdateConfig": {"Order": "sideways"}}, "unrecognized update order sideways"),
        (
            {"TaskTemplate": {"ContainerSpec": {"Image": "nginx:1.25:2"}}},
            'ContainerSpec: "nginx:1.25:2" is not a valid repository/tag',
        ),
        (
            {
                "TaskTemplate": {
                    "ContainerSpec": {"Image": "nginx:1.25"},
                    "Placement": {"Constraints": ["node.role=manager"]},
                }
            },
            "rpc error: code = Unknown desc = constraint expected one operator from ==, !=",
        ),
        (
            {
                "TaskTemplate": {
                    "ContainerSpec": {"Image": "nginx:1.25"},
                    "Resources": {"Limits": {"MemoryBytes": 1048576}},
                }
            },
            "invalid memory value 1048576: Must be at least 4MiB",
        ),
    ],
)
def test_refusals(cluster: Cluster, members: dict[str, Any], said: str) -> None:
    assert said in message(cluster, {**cluster.body(), **members})
    assert cluster.manager.services.list() == []


def test_ports_and_names_are_given_once(cluster: Cluster) -> None:
    ports = {"Ports": [{"TargetPort": 80, "PublishedPort": 8080}]}
    service_id = cluster.service(EndpointSpec=ports)
    assert message(cluster, cluster.body()).endswith(
        "name conflicts with an existing object: service web already exists"
    )
    assert message(cluster, cluster.body("two", EndpointSpec=ports)) == (
        "rpc error: code = InvalidArgument desc = port '8080' is already in use by service 'web' "
        f"({service_id}) as an ingress port"
    )


def test_rollback_swaps_the_specs(cluster: Cluster) -> None:
    cluster.service(replicas=2)
    version = cluster.manager.services.inspect("web")["Version"]["Index"]
    cluster.manager.services.update("web", version, cluster.body(replicas=4))
    cluster.sim.settle()
    for replicas in (2, 4):
        view = cluster.manager.services.inspect("web")
        cluster.manager.services.update("web", view["Version"]["Index"], {}, rollback="previous")
        cluster.sim.settle()
        now = cluster.manager.services.inspect("web")
        assert now["Spec"]["Mode"] == {"Replicated": {"Replicas": replicas}}


def test_never_updated_service_has_nothing_to_go_back_to(cluster: Cluster) -> None:
    service_id = cluster.service()
    version = cluster.manager.services.inspect("web")["Version"]["Index"]
    with pytest.raises(EngineError, match=f"service {service_id} does not have a previous spec"):
        cluster.manager.services.update("web", version, {}, rollback="previous")


def test_mode_and_name_stay(cluster: Cluster) -> None:
    cluster.service()
    version = cluster.manager.services.inspect("web")["Version"]["Index"]
    with pytest.raises(EngineError, match="service mode change is not allowed"):
        cluster.manager.services.update("web", version, {**cluster.body(), "Mode": {"Global": {}}})
    with pytest.raises(EngineError, match="renaming services is not supported"):
        cluster.manager.services.update("web", version, cluster.body("other"))


def test_filters(cluster: Cluster) -> None:
    cluster.service("web", Labels={"tier": "front"})
    cluster.service("db")
    services = cluster.manager.services

    def names(**filters: list[str]) -> list[str]:
        return [view["Spec"]["Name"] for view in services.list(filters)]

    assert names(name=["w"]) == ["web"]
    assert names(label=["tier"]) == ["web"]
    assert names(label=["tier=back"]) == []
    assert names(label=["tier=back", "tier=front"]) == ["web"]
    assert names(mode=["global"]) == names(runtime=["foo"]) == []
    with pytest.raises(EngineError, match="invalid filter 'colour'"):
        names(colour=["red"])


def test_task_filters(cluster: Cluster) -> None:
    cluster.service(replicas=3)
    tasks = cluster.manager.tasks
    assert len(tasks.list({"service": ["web"]})) == 3
    assert [t["Slot"] for t in tasks.list({"name": ["web.2"]})] == [2]
    assert len(tasks.list({"service": ["web", "web"]})) == 3
    assert tasks.list({"desired-state": ["Shutdown"]}) == tasks.list({"runtime": ["plugin"]}) == []
    assert len(tasks.list({"desired-state": [""]})) == 3
    with pytest.raises(EngineError, match="node worker9 not found"):
        tasks.list({"node": ["worker9"]})
    with pytest.raises(EngineError, match="Invalid desired-state filter: 'sleeping'"):
        tasks.list({"desired-state": ["sleeping"]})


def test_service_logs_tell_their_task(cluster: Cluster) -> None:
    cluster.manager.services.create(cluster.body("hi", 2, image="lab/hello:1"))
    cluster.sim.settle()
    lines, _ = cluster.chunks(cluster.manager.services.logs("hi"))
    ids = {task["ID"] for task in cluster.manager.tasks.list({"service": ["hi"]})}
    assert len(lines) == 2
    assert all(line.endswith(" ready\n") and any(i in line for i in ids) for line in lines)
    with pytest.raises(EngineError, match='tail value must be a positive integer or "all"'):
        cluster.chunks(cluster.manager.services.logs("hi", tail="x"))
