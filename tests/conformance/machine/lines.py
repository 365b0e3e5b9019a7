"""Random command lines: what an administrator types, with faults and mistakes, on up to seven hosts."""

from __future__ import annotations

from hypothesis import strategies as st

HOSTS = ("m1", "m2", "m3", "w1", "w2", "w3", "w4")
SERVICES = ("s1", "s2", "s3", "s4")
STEADY = (
    "nginx:1.25",
    "nginx:1.26",
    "redis:7",
    "lab/stubborn:1",
    "nginx:1.25 sleep infinity",
    "dockersamples/visualizer",
)
"""Programs that run until they are stopped (in the span of an example)."""
TROUBLED = (
    "lab/crash:1", "lab/once:1", "lab/sick:1", "lab/arm:1", "nosuch:1", "alpine", "busybox sleep 7",
    "alpine sh -c 'sleep 2; exit 3'", "rancher/rancher nosuch-program",
)  # fmt: skip
"""Programs that end, fail, cannot be pulled or cannot run here."""
PLACEMENT = (
    "--constraint node.role==worker", "--constraint node.role!=manager", "--constraint node.labels.zone==a",
    "--constraint node.labels.zone!=b", "--constraint node.hostname==w1", "--constraint node.labels.disk==ssd",
    "--placement-pref spread=node.labels.zone", "--placement-pref spread=node.labels.disk",
)  # fmt: skip
ROOM = (
    "--reserve-cpu 0.5", "--reserve-cpu 1.5", "--reserve-memory 1G", "--reserve-memory 3G", "--limit-memory 64M",
    "--limit-cpu 0.5",
)  # fmt: skip
PER_NODE = ("--replicas-max-per-node 1", "--replicas-max-per-node 2")
PORTS = (
    "-p 8080:80", "-p 80", "-p published=8081,target=80,mode=host", "-p published=8082,target=80,mode=host",
    "-p published=9000,target=90,protocol=udp,mode=host",
)  # fmt: skip
RESTARTS = (
    "--restart-condition none", "--restart-condition on-failure", "--restart-max-attempts 2", "--restart-delay 1s",
    "--restart-delay 0s", "--restart-condition on-failure --restart-max-attempts 1", "--restart-delay 20s",
    "--restart-max-attempts 3 --restart-window 30s",
)  # fmt: skip
UPDATES = (
    "--update-parallelism 2", "--update-parallelism 0", "--update-delay 2s", "--update-order start-first",
    "--update-failure-action rollback", "--update-failure-action continue", "--update-monitor 1s",
    "--update-max-failure-ratio 0.5", "--rollback-order start-first", "--rollback-parallelism 0",
    "--rollback-failure-action continue",
)  # fmt: skip
CONTAINER = (
    "--env A=1", "--env A=2", "--stop-grace-period 3s", "--network n1", "--network n2", "--secret k1", "--config c1",
    "--mount type=volume,source=v1,target=/data", "--health-cmd true --health-interval 2s",
    "--health-cmd false --health-interval 2s --health-retries 2", "--mount type=bind,source=/nosuch,target=/x",
    "--label a=b", "--endpoint-mode dnsrr", "--hostname '{{.Node.Hostname}}'", "--log-driver none", "--init",
)  # fmt: skip
STACK_FILES = {
    "a.yml": """\
services:
  web:
    image: nginx:1.25
    deploy: {replicas: 3, update_config: {order: start-first}}
    networks: [front]
  db:
    image: redis:7
    deploy: {placement: {constraints: [node.role == worker]}}
networks: {front: {}}
""",
    "b.yml": """\
services:
  web:
    image: nginx:1.26
    ports: ["8080:80"]
    deploy: {replicas: 2, update_config: {parallelism: 2, failure_action: rollback}}
  agent:
    image: nginx:1.25
    deploy: {mode: global}
""",
    "c.yml": """\
services:
  web:
    image: lab/crash:1
    deploy: {replicas: 2, restart_policy: {condition: on-failure, max_attempts: 2, delay: 1s}}
    secrets: [key]
secrets: {key: {file: ./key.txt}}
""",
    "key.txt": "secret\n",
}


def one(*options: str) -> st.SearchStrategy[str]:
    return st.sampled_from(options)


def some(options: tuple[str, ...], most: int = 2) -> st.SearchStrategy[str]:
    """None or a few of the options, each at most once."""
    return st.lists(st.sampled_from(options), max_size=most, unique=True).map(" ".join)


hosts = st.sampled_from(HOSTS)
managers = one("m1", "m1", "m1", "m1", "m2", "m3", "w1")
services = st.sampled_from(SERVICES)
images = st.one_of(st.sampled_from(STEADY), st.sampled_from(STEADY), st.sampled_from(TROUBLED))
replicas = st.integers(0, 7).map(str)


def joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda words: " ".join(w for w in words if w))


modes = st.one_of(
    joined(st.just("--replicas"), replicas),
    joined(st.just("--replicas"), replicas, some(PER_NODE, 1)),
    st.just("--mode global"),
)
creations = joined(
    one("docker service create -d --name", "docker service create -d --name", "docker service create --name"),
    services,
    modes,
    some(PLACEMENT),
    some(ROOM, 1),
    some(PORTS),
    some(RESTARTS, 1),
    some(UPDATES),
    some(CONTAINER),
    images,
)
jobs = joined(
    st.just("docker service create -d --name"),
    services,
    st.one_of(
        st.just("--mode global-job"),
        joined(st.just("--mode replicated-job --replicas"), replicas, one("", "--max-concurrent 2")),
    ),
    some(PLACEMENT, 1),
    some(RESTARTS, 1),
    one("lab/once:1", "lab/once:1", "busybox sleep 4", "lab/crash:1", "nginx:1.25", "nosuch:1"),
)
_changes = st.one_of(
    joined(st.just("--image"), one("nginx:1.25", "nginx:1.26", "redis:7", "lab/crash:1", "nosuch:1")),
    one("--force", "--env-add B=1", "--env-rm B", "--publish-add 8083:80", "--publish-rm 80", "--label-add x=y",
        "--constraint-add node.role==worker", "--constraint-rm node.role==worker", "--network-add n1",
        "--network-rm n1", "--placement-pref-add spread=node.labels.zone", "--rollback", "", "--replicas 2"),
    some(UPDATES),
    some(RESTARTS, 1),
    some(ROOM, 1),
    some(PER_NODE, 1),
)  # fmt: skip
updates = joined(st.just("docker service update"), one("-d", "-d", "-d", ""), _changes, services)
scales = st.tuples(services, replicas).map(lambda pair: f"docker service scale -d {pair[0]}={pair[1]}")
ends = joined(
    one("docker service rm", "docker service rollback -d", "docker service rollback", "docker service rm"), services
)
_node = st.one_of(hosts, hosts.map(lambda name: f"$(ssh {name} docker info -f '{{{{.Swarm.NodeID}}}}')"))
node_changes = joined(
    st.just("docker node update"),
    one("--availability drain", "--availability active", "--availability active", "--availability pause",
        "--label-add zone=a", "--label-add zone=b", "--label-rm zone", "--label-add disk=ssd", "--role worker",
        "--role manager"),
    _node,
)  # fmt: skip
ranks = joined(one("docker node promote", "docker node demote"), _node)
removals = joined(one("docker node rm", "docker node rm --force"), _node)
arrivals = st.one_of(
    st.tuples(one("worker", "worker", "manager"), one("m1", "m1", "m2", "m3")).map(
        lambda pair: f"docker swarm join --token $(ssh {pair[1]} docker swarm join-token -q {pair[0]}) {pair[1]}"
    ),
    one("docker swarm init", "docker swarm init --force-new-cluster", "docker swarm join --token bad m1:2377"),
)
departures = one("docker swarm leave", "docker swarm leave --force", "docker swarm leave")
settings = one(
    "docker swarm update --autolock=true", "docker swarm update --autolock=false",
    "docker swarm update --task-history-limit 2", "docker swarm update --task-history-limit 5",
    "docker swarm update --dispatcher-heartbeat 2s", "docker swarm join-token --rotate worker",
    "docker swarm unlock-key --rotate -q", "docker swarm ca --rotate -d",
)  # fmt: skip
unlocking = one("m1", "m2", "m3").map(lambda name: f"ssh {name} docker swarm unlock-key -q | docker swarm unlock")
faults = st.one_of(
    joined(one("sim stop_docker", "sim start_docker", "sim start_docker"), hosts),
    st.lists(hosts, min_size=1, max_size=3, unique=True).map(lambda names: "sim partition " + " ".join(names)),
    one("sim heal", "sim heal", "systemctl restart docker", "systemctl stop docker", "systemctl start docker"),
)
by_hand = one(
    "docker kill $(docker ps -q | head -1)", "docker rm -f $(docker ps -q | tail -1)", "docker stop $(docker ps -q)",
    "docker rm $(docker ps -aq)", "docker kill -s TERM $(docker ps -q)", "docker run -d nginx:1.25",
    "docker run --rm alpine true", "docker run -d --restart always nginx:1.25", "docker container prune -f",
    "docker pull redis:7", "docker image prune -af", "docker system prune -f", "docker volume prune -f",
)  # fmt: skip
things = one(
    "echo x | docker secret create k1 -", "echo y | docker config create c1 -", "docker secret rm k1",
    "docker config rm c1", "docker network create -d overlay n1", "docker network create -d overlay --attachable n2",
    "docker network rm n1", "docker network rm n2", "docker network prune -f", "docker network rm ingress",
    "docker network create -d overlay --ingress mesh",
)  # fmt: skip
stacks = one(
    "docker stack deploy -c a.yml st", "docker stack deploy -c b.yml st", "docker stack deploy --prune -c c.yml st",
    "docker stack deploy -c a.yml -c b.yml st2", "docker stack rm st", "docker stack rm st2",
)  # fmt: skip
looks = one(
    "docker node ls", "docker service ls", "docker service ps s1 s2", "docker stack ps st",
    "docker node ps $(hostname)", "docker service inspect s1 s3", "docker service inspect --pretty s2", "docker info",
    "docker ps -a", "docker images",
    "docker network ls", "docker network inspect ingress", "docker secret ls", "docker node inspect --pretty self",
    "docker stack services st", "docker service logs s1", "docker volume ls", "docker system df",
)  # fmt: skip
