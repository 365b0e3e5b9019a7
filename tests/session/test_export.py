"""What a session is exported as: a script that bash reads, a stack file that leads to the same services."""

from __future__ import annotations

import copy
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tutor.session.export.errors import NotExpressible
from tutor.session.export.script import script
from tutor.session.export.stack_file import stack_file
from tutor.session.laboratory import laboratory
from tutor.session.sandbox import SandboxSession
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.labs.laboratory import Bench

START = 1_767_225_600 * SECOND
OUTSIDE = ("printf hi | docker secret create pw -", "printf c | docker config create cf -")
SERVICES = (
    "docker network create -d overlay --attachable --subnet 10.9.0.0/24 --opt encrypted back",
    "docker service create -d --name web --replicas 3 --network name=back,alias=www -p 8080:80"
    " -p mode=host,target=90,published=91 --secret pw --config source=cf,target=/x,mode=0440"
    " --mount type=volume,source=v,target=/data,volume-label=a=b --mount type=tmpfs,target=/t,tmpfs-size=1m"
    " --constraint node.role==worker --placement-pref spread=node.labels.z --replicas-max-per-node 2"
    " --env 'A=b$c' --env EMPTY= --limit-cpu 0.5 --reserve-memory 64m --label x=y --container-label q=r"
    " --health-cmd 'curl x' --health-interval 3s --update-delay 5s --update-parallelism 0 --rollback-order start-first"
    " --restart-condition on-failure --restart-max-attempts 3 --hostname '{{.Node.Hostname}}' nginx:1.25 nginx -g x",
    "docker service create -d --name all --mode global --network host --host a:1.2.3.4 --dns 1.1.1.1 --user 5:6"
    " --cap-add NET_ADMIN --ulimit nofile=10:20 --endpoint-mode dnsrr --no-healthcheck --log-driver syslog --init"
    " --log-opt a=b --stop-signal SIGINT --stop-grace-period 1m30s --read-only --workdir /w alpine sleep 9000",
    "docker service create -d --name job --mode replicated-job --replicas 2 --entrypoint sh alpine -c true",
)


def bench(lines: Sequence[str]) -> Bench:
    made = laboratory().bench("three", seed=3, start=START, managers=["manager1"])
    for line in lines:
        outcome = made.run(line)
        assert outcome.status == 0, (line, outcome.stderr)
    made.settle()
    return made


OWN = ("com.docker.stack.namespace", "com.docker.stack.image", "Platforms", "SecretID", "ConfigID", "Isolation")
"""What a stack adds, and what each cluster gives by itself."""


def said(value: Any) -> Any:
    """Without what says nothing; lists whose order means nothing in one order."""
    if isinstance(value, dict):
        kept = {key: said(item) for key, item in value.items() if key not in OWN}
        return {key: item for key, item in kept.items() if item}
    if isinstance(value, list):
        items = [said(item) for item in value]
        return sorted(items, key=str) if items and isinstance(items[0], dict) else items
    return value


def what_counts(made: Bench, stack: str) -> dict[str, Any]:
    """The services by name, networks by name."""
    reader = made.readers["manager1"]
    networks = {one["Id"]: one["Name"] for one in reader.get("/networks", {})}
    found = {}
    for service in reader.get("/services", {}):
        spec = copy.deepcopy(service["Spec"])
        name = spec.pop("Name").removeprefix(f"{stack}_")
        for one in spec["TaskTemplate"].get("Networks") or ():
            one["Target"] = networks.get(one["Target"], "host")
            one.pop("Aliases", None)
        found[name] = said(spec)
    return found


def test_a_stack_file_leads_to_the_same_services_in_another_cluster() -> None:
    made = bench((*OUTSIDE, *SERVICES))
    text = stack_file(made.readers)
    assert "# These must be there before: secret pw, config cf." in text
    other = bench(OUTSIDE)
    other.terminal.shells["manager1"].files.place("/root/stack.yml", text)
    assert other.run("docker stack config -c stack.yml").status == 0
    deployed = other.run("docker stack deploy -c stack.yml shop")
    assert deployed.status == 0, deployed.stderr
    other.settle()
    have = what_counts(other, "shop")
    assert have["job"]["TaskTemplate"].pop("Networks") == [{"Target": "shop_default"}]
    assert have == what_counts(made, "")
    # and that stack, exported, is the same stack once more
    again = stack_file(other.readers)
    assert again.startswith("# docker stack deploy -c FILE shop\n")
    third = bench(OUTSIDE)
    third.terminal.shells["manager1"].files.place("/root/stack.yml", again)
    assert third.run("docker stack deploy -c stack.yml shop").status == 0
    third.settle()
    assert what_counts(third, "shop") == what_counts(other, "shop")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "docker service create -d --name j --mode replicated-job --replicas 4 --max-concurrent 2 alpine true",
            "service j: Mode.ReplicatedJob.MaxConcurrent is 2, the file would make it 4",
        ),
        ("docker service create -d --name g --group 5 alpine sleep 9", "service g: TaskTemplate.ContainerSpec.Groups"),
        ("docker network create -d overlay --ipv6 six", "network six has IPv6"),
    ],
)
def test_what_a_stack_file_cannot_say_is_told(line: str, told: str) -> None:
    made = bench(("docker service create -d --name web nginx", line))
    with pytest.raises(NotExpressible) as error:
        stack_file(made.readers)
    assert f"a stack file cannot say this: {told}" in str(error.value)


def test_without_a_manager_or_a_service_there_is_no_stack_file() -> None:
    made = bench(())
    with pytest.raises(NotExpressible, match="there is no service"):
        stack_file(made.readers)
    made.run("sim stop_docker manager1")
    with pytest.raises(NotExpressible, match="no manager answers"):
        stack_file(made.readers)


def session() -> SandboxSession:
    return SandboxSession(lambda: laboratory().bench("three", seed=3, start=START, managers=["manager1"]))


def test_a_script_tells_hosts_faults_files_and_pauses() -> None:
    sandbox = session()
    sandbox.start("manager1", "docker service create -d --name web --replicas 2 nginx")
    sandbox.start("worker1", "sim stop_docker worker1")
    sandbox.tick(30 * SECOND)
    sandbox.start("manager1", "cat > f <<EOF")
    for line in ("one", "two", "EOF"):
        sandbox.reply("manager1", line)
    sandbox.start("manager1", "nano stack.yml")
    sandbox.reply("manager1", "services: {}\n# EOF\nEOF\n")
    sandbox.start("manager1", "docker swarm ca --rotate")
    sandbox.interrupt("manager1")
    sandbox.start("manager1", "docker service rm web")
    sandbox.undo()
    text = script(sandbox, "Two workers\nrm -rf /")
    lines = text.splitlines()
    assert "# Hosts: manager1 (10.77.0.11), worker1 (10.77.0.12), worker2 (10.77.0.13)" in lines
    assert lines[lines.index("# --- worker1") + 1] == (
        "# fault: sim stop_docker worker1 (on worker1: systemctl stop docker)"
    )
    assert "cat > f <<EOF\none\ntwo\nEOF\n" in text
    assert "cat > /root/stack.yml <<'EOF1'\nservices: {}\n# EOF\nEOF\nEOF1\n" in text
    assert "# 30 seconds later" in lines
    assert "# ended with Ctrl+C" in lines
    assert "docker service rm web" not in text
    assert "rm -rf /" not in lines
    bash = shutil.which("bash")
    if bash:
        subprocess.run([bash, "-n"], input=text.encode(), check=True)
