"""The picture of a cluster and its drawing, without a screen: what is known, what is shown, and that all of it fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.labs.laboratory import PROOF_START
from tutor.session.laboratory import laboratory
from tutor.session.sandbox import SandboxSession
from tutor.swarm.clock import SECOND
from tutor.tui.cluster.drawing import View, draw, neighbour
from tutor.tui.cluster.lines import Line, cells, cut, flow, padded, plain
from tutor.tui.cluster.looking import picture_of
from tutor.tui.cluster.sections import SIGNS
from tutor.tui.glyphs import as_ascii

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.labs.laboratory import Bench
    from tutor.tui.cluster.picture import HostBox, Picture, ServiceLine

LABORATORY = laboratory()


def bench(cluster: str = "three", managers: Sequence[str] = ("manager1",)) -> Bench:
    return LABORATORY.bench(cluster, seed=7, start=PROOF_START, managers=managers)


def settled(cluster: Bench, *lines: str) -> Picture:
    for line in lines:
        assert cluster.run(line).status == 0
    cluster.settle()
    return picture_of(cluster.sim)


def box(picture: Picture, name: str) -> HostBox:
    return next(host for host in picture.hosts if host.name == name)


def service(picture: Picture, name: str) -> ServiceLine:
    return next(line for line in picture.services if line.name == name)


def shown(host: HostBox) -> str:
    return " ".join(f"{cell.mark.letter}{cell.slot}:{cell.phase}" for cell in host.tasks)


def drawn(picture: Picture, width: int = 78, height: int = 21, *, networks: bool = False) -> str:
    return "\n".join(plain(line) for line in draw(picture, View(width, height, networks=networks)).lines)


# ------------------------------------------------------------------ hosts
def test_hosts_are_shown_as_the_managers_see_them() -> None:
    picture = settled(
        bench("five", ("manager1", "manager2", "manager3")),
        "docker node update --availability drain --label-add zone=b --label-add disk=ssd worker1",
        "docker node update --availability pause manager2",
    )
    assert [(host.role, host.state, host.availability) for host in picture.hosts] == [
        ("leader", "Ready", "Active"),
        ("manager", "Ready", "Pause"),
        ("manager", "Ready", "Active"),
        ("worker", "Ready", "Drain"),
        ("worker", "Ready", "Active"),
    ]
    assert box(picture, "worker1").labels == ("disk=ssd", "zone=b")
    (swarm,) = picture.swarms
    assert (swarm.agreement, swarm.managers, swarm.reachable, swarm.needed, swarm.nodes) == ("works", 3, 3, 2, 5)


def test_a_host_outside_and_a_second_swarm() -> None:
    cluster = LABORATORY.bench("three", seed=7, start=PROOF_START)
    assert [host.role for host in picture_of(cluster.sim).hosts] == ["", "", ""]
    assert "no swarm" in drawn(picture_of(cluster.sim))
    picture = settled(
        cluster, "docker swarm init", "worker1$ docker swarm init", "worker2$ docker run -d --name solo nginx"
    )
    assert [host.swarm for host in picture.hosts] == [1, 2, 0]
    assert box(picture, "worker2").containers == 1
    text = drawn(picture)
    assert "swarm 2: 1 manager" in text
    assert "not in a swarm" in text
    assert "1 own container" in text


def test_a_stopped_host_is_told_at_once_and_down_when_the_managers_notice() -> None:
    cluster = bench()
    settled(cluster, "docker service create -d --name web --replicas 3 nginx")
    cluster.run("sim stop_docker worker1")
    picture = picture_of(cluster.sim)
    assert (box(picture, "worker1").machine, box(picture, "worker1").state) == ("stopped", "Ready")
    assert shown(box(picture, "worker1")).endswith(":running")
    picture = settled(cluster)
    assert box(picture, "worker1").state == "Down"
    assert shown(box(picture, "worker1")).endswith(":lost")
    assert service(picture, "web").running == 4, "the managers still count what they do not hear of"
    cluster.run("sim reboot worker2")
    assert box(picture_of(cluster.sim), "worker2").machine == "rebooting"


def test_without_a_quorum_only_what_each_machine_shows_itself_is_known() -> None:
    cluster = bench("five", ("manager1", "manager2", "manager3"))
    settled(cluster, "docker service create -d --name web --replicas 5 nginx")
    for line in ("sim stop_docker manager2", "sim partition manager3", "sim wait 40"):
        cluster.run(line)
    picture = picture_of(cluster.sim)
    assert picture.swarms[0].agreement == "no quorum"
    assert not picture.services
    assert box(picture, "manager1").state == ""
    assert box(picture, "manager3").alone
    assert box(picture, "worker1").cut_off == ("manager3",)
    assert {host.name: len(host.tasks) for host in picture.hosts} == {
        "manager1": 1, "manager2": 0, "manager3": 1, "worker1": 1, "worker2": 1,
    }  # fmt: skip
    text = drawn(picture)
    assert "✗ no quorum: 1 of 3 managers, 2 are needed" in text
    assert "✗ cut off from all" in text
    assert "Services" not in text
    cluster.run("sim heal")
    assert settled(cluster).swarms[0].agreement == "works"


def test_a_locked_manager() -> None:
    cluster = bench(managers=())
    settled(cluster, "docker swarm init --autolock", "sim stop_docker manager1", "sim start_docker manager1")
    picture = picture_of(cluster.sim)
    assert picture.swarms[0].agreement == "locked"
    assert box(picture, "manager1").part == "locked"
    assert "✗ locked" in drawn(picture)


def test_what_a_machine_left_behind_in_the_list_of_nodes() -> None:
    picture = settled(
        bench(), "worker1$ docker swarm leave", "worker2$ docker swarm leave", "docker node rm -f worker2"
    )
    assert [(host.swarm, host.leftovers) for host in picture.hosts] == [(1, 0), (0, 1), (0, 0)]
    assert "an old entry among" in drawn(picture)


# ------------------------------------------------------------------ tasks and services
def test_tasks_move_from_preparing_to_running_to_shut_down_and_are_gone() -> None:
    cluster = bench("one")
    cluster.run("docker service create -d --name web nginx")
    seen: list[str] = []
    for turn in range(400):
        if turn == 200:
            cluster.run("docker service update -d --replicas 0 web")
        phases = [cell.phase for cell in picture_of(cluster.sim).hosts[0].tasks]
        if phases and phases != seen[-1:]:
            seen += phases
        cluster.sim.advance(SECOND // 20)
    assert seen[0] == "preparing"
    assert seen[1:3] == ["starting", "running"]
    assert seen[3] == "stopping"
    assert not picture_of(cluster.sim).hosts[0].tasks


def test_what_waits_says_why_and_what_fails_for_good_stays() -> None:
    picture = settled(
        bench(),
        "docker service create -d --name db --constraint node.labels.disk==ssd --replicas 2 redis",
        "docker service create -d --name crash --restart-condition none alpine false",
        "docker service create -d --name agent --mode global nginx",
    )
    assert len(picture.waiting) == 2
    assert service(picture, "db").trouble == "no suitable node (scheduling constraints not satisfied on 3 nodes)"
    assert service(picture, "agent").mode == "global"
    assert sum("B1:failed" in shown(host) for host in picture.hosts) == 1
    text = " ".join(drawn(picture, 118).split())
    assert "○ A1, A2 wait: no suitable node" in text
    assert "✗ task: non-zero exit (1)" in text
    assert "C agent 3/3 global" in text


def test_jobs_and_updates() -> None:
    cluster = bench()
    picture = settled(
        cluster,
        "docker service create -d --name job --mode replicated-job --replicas 3 alpine true",
        "docker service create -d --name web --replicas 4 --update-delay 20s nginx:1.25",
    )
    job = service(picture, "job")
    assert (job.mode, job.completed, job.total) == ("job", 3, 3)
    assert "complete" in "".join(shown(host) for host in picture.hosts)
    cluster.run("docker service update -d --image nginx:1.27 web")
    cluster.sim.advance(10 * SECOND)
    picture = picture_of(cluster.sim)
    assert (service(picture, "web").update, service(picture, "web").fresh) == ("updating", 1)
    assert "updating, 1 new" in drawn(picture)


def test_networks_and_ports_show_who_is_reached_where() -> None:
    picture = settled(
        bench(),
        "docker network create -d overlay --attachable --opt encrypted back",
        "docker service create -d --name web --network back -p 8080:80 --replicas 2 nginx",
        "docker service create -d --name dns --network back --endpoint-mode dnsrr"
        " -p mode=host,published=53,target=53,protocol=udp --constraint node.hostname==worker2 nginx",
    )
    back = next(network for network in picture.networks if network.name == "back")
    assert back.traits == ("attachable", "encrypted")
    assert [(member.name, bool(member.address)) for member in back.members] == [("web", True), ("dns", False)]
    assert [(p.published, p.protocol, p.service, p.mode, p.hosts) for p in picture.ports] == [
        (53, "udp", "dns", "host", ("worker2",)),
        (8080, "tcp", "web", "ingress", ()),
    ]
    assert box(picture, "worker2").ports == ("53/udp",)
    text = drawn(picture, networks=True)
    assert "8080/tcp  every node  -> A web:80" in text
    assert "53/udp  worker2  -> B dns:53" in text


# ------------------------------------------------------------------ what happened
def test_the_log_tells_each_thing_once_and_goes_back_with_undo() -> None:
    session = SandboxSession(lambda: bench("five", ("manager1", "manager2", "manager3")))
    lines = (
        "docker service create -d --name web --replicas 2 nginx",
        "docker service scale -d web=3",
        "docker node update --availability drain worker1",
    )
    for line in lines:
        session.start("manager1", line)
        session.tick(20 * SECOND)
    session.start("manager1", "sim stop_docker manager2")
    session.tick(30 * SECOND)
    log = picture_of(session.bench.sim).log
    words = [entry.words for entry in log]
    assert [entry.at for entry in log] == sorted((entry.at for entry in log), reverse=True)
    for told in (
        "service web made",
        "web: 2 -> 3 replicas",
        "worker1 is set to drain",
        "docker stops on manager2",
        "manager2 is Down",
    ):
        assert words.count(told) == 1, told
    assert sum(word.startswith("web.3 starts on") for word in words) >= 1
    session.undo()
    assert "docker stops on manager2" not in [entry.words for entry in picture_of(session.bench.sim).log]


def test_the_log_tells_who_leads() -> None:
    cluster = bench("five", ("manager1", "manager2", "manager3"))
    cluster.run("sim stop_docker manager1")
    cluster.settle()
    picture = picture_of(cluster.sim)
    leader = next(host.name for host in picture.hosts if host.role == "leader")
    words = [entry.words for entry in reversed(picture.log)]
    assert words.index("docker stops on manager1") < words.index("no manager leads")
    assert words.index("no manager leads") < words.index(f"{leader} is the leader", words.index("no manager leads"))


def test_looking_changes_nothing() -> None:
    cluster = bench()
    settled(cluster, "docker service create -d --name web --replicas 3 nginx", "sim stop_docker manager1")
    before = cluster.sim.snapshot()
    assert picture_of(cluster.sim) == picture_of(cluster.sim)
    assert cluster.sim.snapshot() == before


# ------------------------------------------------------------------ drawing
@pytest.fixture(scope="module")
def crowded() -> Picture:
    """Seven hosts, sixty tasks and more, names and labels that do not fit, a cut network."""
    label = "'a-label-that-is-much-too-long-for-a-box=日本語 \x1b[31mred\x07 [bold]x[/]'"
    return settled(
        bench("seven", ("manager1", "manager2", "manager3")),
        "docker service create -d --name web --replicas 40 -p 80:80 nginx",
        f"docker service create -d --name {'long-' * 11}name --replicas 22 -p 8080:80 nginx:1.27",
        f"docker node update --label-add {label} --label-add zone=eu worker1",
        "docker service create -d --name never --constraint node.labels.zone==nowhere --replicas 9 redis",
        "sim stop_docker worker3",
        "sim partition worker4",
    )


@pytest.mark.parametrize(("width", "height"), [(30, 20), (37, 36), (60, 46), (78, 21), (118, 16), (158, 48)])
def test_everything_fits_at_every_width(crowded: Picture, width: int, height: int) -> None:
    for networks in (False, True):
        sheet = draw(crowded, View(width, height, "worker1", "manager1", networks))
        assert max(cells(line) for line in sheet.lines) <= width
        assert list(sheet.places) == [host.name for host in crowded.hosts]
        for name, place in sheet.places.items():
            assert name in plain(sheet.lines[place.top])
            assert place.right <= width
        text = "\n".join(plain(line) for line in sheet.lines)
        assert not any(sign in text for sign in "\x1b\x07\t")


def test_states_are_told_by_words_and_signs_alone(crowded: Picture) -> None:
    """What is left without colour, and in ASCII."""
    text = as_ascii(drawn(crowded, 118, 40))
    assert text.isascii()
    for told in (
        "^ leader",
        "x docker stopped",
        "x cut off from all",
        "x no link to worker4",
        "Down - Active",
        "zone=eu",
    ):
        assert told in text
    signs = [as_ascii(sign) for sign, _ in SIGNS.values()]
    assert len(set(signs)) == len(signs)
    assert all(f"{as_ascii(sign)} " in text for sign, _ in SIGNS.values())


def test_the_chosen_box_is_framed_otherwise() -> None:
    picture = picture_of(bench().sim)
    sheet = draw(picture, View(78, 21, chosen="worker1"))
    top = plain(sheet.lines[sheet.places["worker1"].top])
    assert "┏ worker1 ━" in top
    assert "┌ manager1 ─" in top
    assert as_ascii(top).count("=") > 3


def test_arrows_go_from_box_to_box(crowded: Picture) -> None:
    places = draw(crowded, View(78, 21)).places
    assert neighbour(places, "manager1", "right") == "manager2"
    assert neighbour(places, "manager3", "right") == "worker1"
    assert neighbour(places, "manager1", "left") == ""
    assert neighbour(places, "manager2", "down") == "worker2"
    assert neighbour(places, "worker3", "down") == "worker4"
    assert neighbour(places, "worker4", "up") == "worker1"
    assert neighbour(places, "worker4", "down") == ""


def test_lines_are_cut_padded_and_wrapped_by_cells() -> None:
    from tutor.tui.cluster.lines import Piece

    wide: Line = (Piece("ab"), Piece("日本語", "bold"))
    assert plain(cut(wide, 8)) == "ab日本語"
    assert cells(padded(wide, 5)) == cells(padded(wide, 12)) - 7 == 5
    assert plain(cut(wide, 5)).endswith("…")
    rows = flow([(Piece(word),) for word in ("one", "two", "three", "a-word-that-is-too-long")], 10, indent=2)
    assert [plain(row) for row in rows] == ["one  two", "  three", "  a-word-…"]
