"""The machines as an administrator looks at them: `reboot`, `systemctl status`, `ss`, `ip`, `ping`."""

from __future__ import annotations

from tests.shell.shells import out, run, swarm_of_two, terminal
from tutor.shell.commands.sockets import HEAD, laid_out
from tutor.shell.process import Until, Write, interrupt
from tutor.swarm.clock import SECOND


def test_a_rebooted_host_is_away_and_comes_back() -> None:
    shells = swarm_of_two()
    process = shells.start("reboot", on="worker1")
    assert isinstance(next(process), Write)
    assert isinstance(next(process), Until)
    assert interrupt(process) == 130, "Ctrl+C ends the waiting, not the reboot"
    shells.sim.advance(10 * SECOND)
    assert run(shells, "ssh worker1 hostname").stderr == "ssh: connect to host worker1 port 22: No route to host\n"
    gone = run(shells, "ping -c 2 worker1")
    assert gone.status == 1
    assert "Destination Host Unreachable" in gone.stdout and "0 received, +2 errors, 100% packet loss" in gone.stdout
    shells.sim.advance(15 * SECOND)
    shells.sim.settle()
    assert out(shells, "ssh worker1 hostname") == "worker1\n"
    assert out(shells, "docker node ls --format '{{.Hostname}} {{.Status}}'").splitlines()[1] == "worker1 Ready"


def test_containers_come_back_after_a_reboot_as_their_policy_says() -> None:
    shells = terminal()
    run(shells, "docker run -d --name kept --restart always nginx; docker run -d --name left nginx")
    run(shells, "reboot")
    shells.sim.settle()
    assert out(shells, "docker ps --format '{{.Names}}'") == "kept\n"


def test_status_tells_since_when() -> None:
    shells = terminal()
    shells.sim.advance(3700 * SECOND)
    assert "active (running) since Thu 2026-01-01 00:00:00 UTC; 1h 1min ago" in out(shells, "systemctl status docker")
    run(shells, "systemctl stop docker")
    stopped = run(shells, "systemctl status docker")
    assert stopped.status == 3
    assert "inactive (dead) since Thu 2026-01-01 01:01:40 UTC; 0s ago" in stopped.stdout


def test_ping_counts_what_comes_back() -> None:
    shells = terminal()
    text = out(shells, "ping -c 3 worker1")
    assert "icmp_seq=3" in text and "3 packets transmitted, 3 received, 0% packet loss, time 2000ms" in text
    assert "bytes from 10.77.0.12: icmp_seq=1" in out(shells, "ping -c1 10.77.0.12")
    assert "Destination Host Unreachable" in run(shells, "ping -c1 10.77.0.99").stdout
    assert run(shells, "ping -c1 nowhere").stderr == "ping: nowhere: Name or service not known\n"


def test_a_stopped_daemon_is_no_stopped_machine_but_a_partition_loses_every_packet() -> None:
    shells = terminal()
    out(shells, "sim stop_docker worker1; ping -c1 worker1")
    out(shells, "sim partition worker1")
    lost = run(shells, "ping -c 2 worker1")
    assert (lost.status, "2 packets transmitted, 0 received, 100% packet loss" in lost.stdout) == (1, True)
    assert out(shells, "sim heal; ping -c 1 worker1 | grep -c received") == "1\n"


def test_ping_goes_on_until_ctrl_c_at_a_terminal() -> None:
    process = terminal().start("ping worker1")
    steps = [next(process) for _ in range(6)]
    assert isinstance(steps[-2], Until) or isinstance(steps[-1], Until)
    last = interrupt(process)
    assert isinstance(last, Write) and "packet loss" in last.text


def test_listening_sockets_follow_the_swarm() -> None:
    shells = terminal()
    assert "2377" not in out(shells, "ss -ltn")
    shells = swarm_of_two()
    assert "*:2377" in out(shells, "ss -ltn") and "2377" not in out(shells, "ss -ltn", on="worker1")
    out(shells, "docker service create -q -d --name web -p 8080:80 nginx:1.25")
    run(shells, "docker run -d -p 9000:80 nginx:1.25")
    shells.sim.settle()
    assert "*:8080" in out(shells, "ss -ltn", on="worker1"), "the routing mesh listens on every node"
    assert "0.0.0.0:9000" in out(shells, "ss -ltnp") and "9000" not in out(shells, "ss -ltn", on="worker1")
    assert "4789" in out(shells, "ss -lun") and "4789" not in out(shells, "ss -ltn")
    out(shells, "sim stop_docker worker1")
    assert out(shells, "ss -Hltn", on="worker1").count("\n") == 2


def test_sockets_stand_in_the_columns_of_the_real_ss() -> None:
    """Recorded with iproute2 6.1: into a pipe, and on a screen of 80 columns."""
    rows: list[tuple[str, ...]] = [HEAD, ("tcp", "LISTEN", "0", "10", "127.0.0.1", "40221", "0.0.0.0", "*", "")]
    assert laid_out(rows, list(range(1, 9)), None) == [
        "State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess",
        "LISTEN 0      10         127.0.0.1:40221      0.0.0.0:*          ",
    ]
    assert laid_out(rows, list(range(1, 9)), 80) == [
        "State   Recv-Q   Send-Q     Local Address:Port      Peer Address:Port  Process  ",
        "LISTEN  0        10             127.0.0.1:40221          0.0.0.0:*              ",
    ]
    assert laid_out(rows, list(range(9)), 80)[0] == (
        "Netid  State   Recv-Q  Send-Q   Local Address:Port    Peer Address:Port Process "
    )
    long: list[tuple[str, ...]] = [HEAD, (*rows[1][:-1], ' users:(("chromium",pid=22371,fd=65))')]
    assert laid_out(long, list(range(1, 9)), 80)[1].startswith(
        'LISTEN    0         10               127.0.0.1:40221            0.0.0.0:*        users:(("chromium",pid=22371,'
    )


def test_ip_shows_interfaces_and_routes() -> None:
    shells = swarm_of_two()
    for line in ("ip a", "ip addr", "ip -4 addr show", "ip a s eth0"):
        assert "    inet 10.77.0.11/24 brd 10.77.0.255 scope global eth0\n" in out(shells, line)
    assert "docker_gwbridge  UP             172.18.0.1/16 \n" in out(shells, "ip -br a")
    assert out(shells, "ip route").startswith("default via 10.77.0.1 dev eth0 \n10.77.0.0/24 dev eth0 proto kernel ")
    assert "docker0: <NO-CARRIER,BROADCAST,MULTICAST,UP>" in out(shells, "ip link")
    assert run(shells, "ip a show eth9").stderr == 'Device "eth9" does not exist.\n'
    assert run(shells, "ip foo").stderr == 'Object "foo" is unknown, try "ip help".\n'
