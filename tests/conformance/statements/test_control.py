"""C104 to C114: what the control API refuses: updates, ports, secrets, networks; and label filters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.statements.cluster import RPC_REFUSES, Cluster
from tutor.engine.errors import EngineError

LIMIT = 512_000
"""A secret has to be smaller (bytes)."""


@pytest.fixture
def it() -> Cluster:
    return Cluster()


def service(it: Cluster, name: str = "web") -> dict[str, Any]:
    found: dict[str, Any] = it.engine().services.inspect(name)
    return found


def refused_update(it: Cluster, spec: dict[str, Any], index: int | None = None) -> str:
    """The refusal of an update of web with this specification, over the API; nothing may have changed."""
    before = service(it)
    version = before["Version"]["Index"] if index is None else index
    with pytest.raises(EngineError) as refusal:
        it.engine().services.update(before["ID"], version, spec)
    assert service(it) == before
    return refusal.value.message


# ------------------------------------------------------------------ services
@pytest.mark.statement("C104")
def test_an_update_of_what_somebody_else_has_changed(it: Cluster) -> None:
    """Given a service that was updated, when an update names the version before, then nothing is changed."""
    it.create("nginx:1.25")
    stale = service(it)
    it.update("--label-add tier=front")
    text = refused_update(it, stale["Spec"], stale["Version"]["Index"])
    assert text == "rpc error: code = Unknown desc = update out of sequence"


@pytest.mark.statement("C105")
def test_the_mode_is_for_ever(it: Cluster) -> None:
    """Given a replicated service, when an update makes it global, then that is refused."""
    it.create("nginx:1.25")
    text = refused_update(it, {**service(it)["Spec"], "Mode": {"Global": {}}})
    assert text == "rpc error: code = Unimplemented desc = service mode change is not allowed"


@pytest.mark.statement("C106")
def test_the_name_is_for_ever(it: Cluster) -> None:
    """Given a service, when an update renames it, then that is refused."""
    it.create("nginx:1.25")
    text = refused_update(it, {**service(it)["Spec"], "Name": "site"})
    assert text == "rpc error: code = Unimplemented desc = renaming services is not supported"


@pytest.mark.statement("C107")
@pytest.mark.parametrize("second", ["8080:81", "mode=host,target=81,published=8080"])
def test_an_ingress_port_is_taken_once(it: Cluster, second: str) -> None:
    """Given a service on ingress port 8080, when another one publishes it, then that is refused."""
    it.create("--publish 8080:80 nginx:1.25")
    text = it.refusal(f"docker service create --detach --name other --publish {second} nginx:1.25")
    owner = f"service 'web' ({service(it)['ID']})"
    assert text == f"{RPC_REFUSES}InvalidArgument desc = port '8080' is already in use by {owner} as an ingress port"
    assert it.lines("docker service ls --quiet --filter name=other") == []


@pytest.mark.statement("C107")
def test_protocols_have_ports_of_their_own(it: Cluster) -> None:
    """Given a service on ingress port 53/tcp, when another one publishes 53/udp, then both have it."""
    it.create("--publish 53:53/tcp nginx:1.25")
    it.create("--publish 53:53/udp nginx:1.25", name="other")
    assert it.lines("docker service ls --format '{{.Name}} {{.Ports}}'") == [
        "other *:53->53/udp",
        "web *:53->53/tcp",
    ]


@pytest.mark.statement("C108")
def test_a_host_port_may_be_asked_for_twice(it: Cluster) -> None:
    """Given a service on host port 8080, when another one wants it, then that is accepted and the scheduler decides."""
    port = "--publish mode=host,target=80,published=8080"
    it.create(f"{port} nginx:1.25")
    it.create(f"--replicas 2 {port} nginx:1.25", name="other")
    it.settle()
    assert sorted(it.places() + it.places("other")) == ["manager1", "worker1"]
    assert it.error("other") == "no suitable node (host-mode port already in use on 2 nodes)"


@pytest.mark.statement("C109")
def test_dnsrr_cannot_be_published_through_ingress(it: Cluster) -> None:
    """Given endpoint mode dnsrr, when a port is published in ingress mode, then that is refused, in host mode not."""
    create = "docker service create --detach --endpoint-mode dnsrr --publish"
    assert it.refusal(f"{create} 8080:80 nginx:1.25") == (
        f"{RPC_REFUSES}InvalidArgument desc = EndpointSpec: port published with ingress mode can't be used with "
        "dnsrr mode"
    )
    it.out(f"{create} mode=host,target=80,published=8080 nginx:1.25")


# ------------------------------------------------------------------ secrets
@pytest.mark.statement("C110")
def test_a_secret_that_is_used_stays(it: Cluster) -> None:
    """Given a secret that services use, when it is removed, then the refusal names them."""
    it.out("printf x | docker secret create key -")
    it.create("--secret key nginx:1.25")
    text = f"{RPC_REFUSES}InvalidArgument desc = secret 'key' is in use by the following service"
    assert it.refusal("docker secret rm key") == f"{text}: web"
    it.create("--secret key nginx:1.25", name="other")
    first, _, names = it.refusal("docker secret rm key").rpartition(": ")
    assert first == f"{text}s"
    assert sorted(names.split(", ")) == ["other", "web"]
    it.out("docker service rm web other")
    assert it.out("docker secret rm key") == "key"


@pytest.mark.statement("C111")
def test_of_a_secret_only_labels_change(it: Cluster) -> None:
    """Given a secret, when its data is updated, then that is refused; its labels can be changed."""
    it.out("printf x | docker secret create key -")
    secrets = it.engine().secrets
    secret = secrets.inspect("key")
    version, spec = secret["Version"]["Index"], secret["Spec"]
    with pytest.raises(EngineError) as refusal:
        secrets.update("key", version, {**spec, "Data": "eQ=="})
    assert refusal.value.message == "rpc error: code = InvalidArgument desc = only updates to Labels are allowed"
    secrets.update("key", version, {**spec, "Labels": {"env": "test"}})
    assert it.out("docker secret inspect --format '{{.Spec.Labels.env}}' key") == "test"


@pytest.mark.statement("C112")
def test_how_large_a_secret_may_be(it: Cluster) -> None:
    """Given files of 511999 and 512000 bytes, when secrets are made of them, then only the first is accepted."""
    it.write("small", "x" * (LIMIT - 1))
    it.write("large", "x" * LIMIT)
    it.out("docker secret create small small")
    assert it.refusal("docker secret create large large") == (
        f"{RPC_REFUSES}InvalidArgument desc = secret data must be larger than 0 and less than 512000 bytes"
    )
    assert it.lines("docker secret ls --format '{{.Name}}'") == ["small"]


# ------------------------------------------------------------------ networks
@pytest.mark.statement("C113")
def test_a_network_that_is_used_stays(it: Cluster) -> None:
    """Given a network that a service is attached to, when it is removed, then the refusal names the service."""
    network = it.out("docker network create --driver overlay front")
    it.create("--network front nginx:1.25")
    it.settle()
    assert it.refusal("docker network rm front") == (
        f"{RPC_REFUSES}FailedPrecondition desc = network {network} is in use by service {service(it)['ID']}\n"
        "exit status 1"
    )
    it.out("docker service rm web")
    it.settle()
    assert it.out("docker network rm front") == "front"


# ------------------------------------------------------------------ filters
@pytest.mark.statement("C114")
@pytest.mark.parametrize("kind", ["service", "secret", "config"])
def test_a_label_without_a_value_matches_any(it: Cluster, kind: str) -> None:
    """Given objects with different values of a label, when the filter is `label=key=`, then all of them are listed."""
    create = {
        "service": "docker service create --detach --name {0} --label tier={0} nginx:1.25",
        "secret": "printf x | docker secret create --label tier={0} {0} -",
        "config": "printf x | docker config create --label tier={0} {0} -",
    }[kind]
    for name in ("front", "back"):
        it.out(create.format(name))
    it.out(create.replace("--label tier={0}", "").format("bare"))
    listed = f"docker {kind} ls --format '{{{{.Name}}}}' --filter label=tier"
    assert it.lines(f"{listed}=") == it.lines(listed) == ["back", "front"]
    assert it.lines(f"{listed}=front") == ["front"]


@pytest.mark.statement("C114")
def test_a_label_of_a_node_without_a_value_matches_any(it: Cluster) -> None:
    """Given nodes with different values of a label, when the filter is `node.label=key=`, then all are listed."""
    it.label("manager1", disk="ssd")
    listed = "docker node ls --format '{{.Hostname}}' --filter node.label=disk"
    assert it.lines(f"{listed}=") == ["manager1"]
    it.label("worker1", disk="hdd")
    assert it.lines(f"{listed}=") == ["manager1", "worker1"]
    assert it.lines(f"{listed}=hdd") == ["worker1"]


@pytest.mark.statement("C114")
@pytest.mark.parametrize(
    ("kind", "create"), [("network", "docker network create --driver overlay"), ("volume", "docker volume create")]
)
def test_an_empty_value_is_one_for_networks_and_volumes(it: Cluster, kind: str, create: str) -> None:
    """Given labelled networks or volumes, when the filter is `label=key=`, then only an empty value is listed."""
    it.out(f"{create} --label tier=front full")
    it.out(f"{create} --label tier= empty")
    listed = f"docker {kind} ls --format '{{{{.Name}}}}' --filter label=tier"
    assert it.lines(listed) == ["empty", "full"]
    assert it.lines(f"{listed}=") == ["empty"]
