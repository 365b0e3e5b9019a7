"""`ping` from one machine to another."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from tutor.shell.commands.remote import host_named
from tutor.shell.process import Interrupted, Write, pause
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process
    from tutor.swarm.cluster import Simulation

_WITH_VALUE = ("-c", "-i", "-w", "-W", "-s", "-I", "-t")
WITHOUT_TERMINAL = 4
"""Probes where nobody can press Ctrl+C."""
_LOCAL = ("localhost", "127.0.0.1")
_PREFIX = 24
ROUND_TRIP = "0.089"


@dataclass(frozen=True, slots=True)
class Target:
    """Where the probes go, and what comes back."""

    typed: str
    address: str
    answers: bool
    no_route: bool
    """The machine's own kernel says that nobody there answers to the address."""

    @property
    def shown(self) -> str:
        return self.address if self.typed == self.address else f"{self.typed} ({self.address})"


def target_of(sim: Simulation, here: str, typed: str) -> Target | None:
    """None: there is no such name."""
    if typed in _LOCAL:
        return Target(typed, "127.0.0.1", answers=True, no_route=False)
    name = host_named(sim, typed)
    if name:
        other = sim.hosts[name]
        address = typed if typed in other.addresses.values() else other.spec.address
        linked = name == here or sim.linked(sim.hosts[here], other)
        return Target(typed, address, answers=other.up and linked, no_route=not other.up)
    try:
        address = str(ip_address(typed))
    except ValueError:
        return None
    near = any(
        ip_address(address) in ip_network(f"{own}/{_PREFIX}", strict=False)
        for own in sim.hosts[here].addresses.values()
    )
    return Target(typed, address, answers=False, no_route=near)


def _options(words: list[str]) -> tuple[int | None, str, bool]:
    """How many probes (None: until Ctrl+C), to whom, and whether only the summary is wanted."""
    count, targets, quiet = None, [], False
    while words:
        word = words.pop(0)
        flag, value = word[:2], word[2:]
        if flag in _WITH_VALUE:
            value = value or (words.pop(0) if words else "")
            if flag == "-c":
                count = int(value) if value.isdigit() else 0
        elif word == "-q":
            quiet = True
        elif not word.startswith("-"):
            targets.append(word)
    return count, targets[-1] if targets else "", quiet


def ping(invocation: Invocation) -> Process:
    """Until Ctrl+C, or as often as `-c` says."""
    count, typed, quiet = _options(list(invocation.args))
    if not typed:
        yield Write("ping: usage error: Destination address required\n", "stderr")
        return 2
    if count == 0:
        yield Write("ping: invalid argument: out of range: 1 <= value <= 9223372036854775807\n", "stderr")
        return 1
    if count is None and not invocation.tty:
        count = WITHOUT_TERMINAL
    sim, here = invocation.host.sim, invocation.host.name
    target = target_of(sim, here, typed)
    if target is None:
        yield Write(f"ping: {typed}: Name or service not known\n", "stderr")
        return 2
    yield Write(f"PING {typed} ({target.address}) 56(84) bytes of data.\n")
    start, sent, received, errors = sim.clock.now, 0, 0, 0
    try:
        while count is None or sent < count:
            if sent:
                yield pause(SECOND)
            sent += 1
            now = target_of(sim, here, typed) or target
            received += now.answers
            errors += now.no_route
            if quiet:
                continue
            if now.answers:
                yield Write(f"64 bytes from {now.shown}: icmp_seq={sent} ttl=64 time={ROUND_TRIP} ms\n")
            elif now.no_route:
                yield Write(f"From {invocation.host.address} icmp_seq={sent} Destination Host Unreachable\n")
    except Interrupted:
        pass
    yield Write(_summary(typed, sent, received, errors, (sim.clock.now - start) // 1_000_000))
    return 0 if received else 1


def _summary(typed: str, sent: int, received: int, errors: int, milliseconds: int) -> str:
    wrong = f"+{errors} errors, " if errors else ""
    lost = f"{100 * (sent - received) / sent:g}" if sent else "0"
    text = f"\n--- {typed} ping statistics ---\n"
    text += f"{sent} packets transmitted, {received} received, {wrong}{lost}% packet loss, time {milliseconds}ms\n"
    if received:
        text += f"rtt min/avg/max/mdev = {ROUND_TRIP}/{ROUND_TRIP}/{ROUND_TRIP}/0.000 ms\n"
    return text
