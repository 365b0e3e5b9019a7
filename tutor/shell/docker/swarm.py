"""`docker swarm`: make, join, leave and change a swarm; tokens, lock, certificates.

Source: docker/cli `cli/command/swarm/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.errors import EngineError
from tutor.shell.docker.command import ClientError, Command, Group, exactly
from tutor.shell.docker.driving import finish
from tutor.shell.docker.flags import QUIET_PROGRESS, Flag
from tutor.shell.docker.gotext import quote
from tutor.shell.docker.helptext import Surroundings, command_help
from tutor.shell.docker.kinds import BOOL, STRING, UINT32
from tutor.shell.docker.swarm_lock import UNLOCK_COMMANDS, unlock_advice
from tutor.shell.docker.swarm_options import (
    ADDRESS_POOL,
    CA_FLAGS,
    NODE_ADDRESS,
    SWARM_FLAGS,
    ca_root,
    check_files,
    merged_spec,
    rotate_ca,
)
from tutor.shell.docker.waiting_ca import rotation_progress
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process

_NO_ADDRESS = ("could not choose an IP address to advertise", "could not find the system's IP address")
_AVAILABILITIES = ("active", "pause", "drain")
_ADVERTISE = Flag("advertise-addr", STRING, 'Address that others are told (format: "<ip|interface>[:port]")')
_AVAILABILITY = Flag(
    "availability", STRING, 'What this node may be used for ("active", "pause", "drain")', default="active"
)
_DATA_PATH = Flag(
    "data-path-addr", STRING, 'Address or interface for the traffic of containers (format: "<ip|interface>")'
)
_LISTEN = Flag(
    "listen-addr",
    NODE_ADDRESS,
    'Address to listen on (format: "<ip|interface>[:port]")',
    default="0.0.0.0:2377",
    shown="0.0.0.0:2377",
)


def _availability(call: Call) -> str:
    if not call.flags.changed("availability"):
        return ""
    given = call.flags.text("availability")
    if given.lower() not in _AVAILABILITIES:
        raise ClientError(f"invalid availability {quote(given)}, only active, pause and drain are supported")
    return given.lower()


# ----------------------------------------------------------------- init, join
def init(call: Call) -> Process:
    flags = call.flags
    body: Json = {
        "ListenAddr": flags.text("listen-addr"),
        "AdvertiseAddr": flags.text("advertise-addr"),
        "DataPathAddr": flags.text("data-path-addr"),
        "DataPathPort": flags.number("data-path-port"),
        "DefaultAddrPool": list(flags.many("default-addr-pool")),
        "ForceNewCluster": flags.on("force-new-cluster"),
        "Spec": merged_spec({}, flags),
        "AutoLockManagers": flags.on("autolock"),
        "Availability": _availability(call),
        "SubnetSize": flags.number("default-addr-pool-mask-length"),
    }
    try:
        node_id = call.engine.swarm.init(body)
    except EngineError as error:
        if any(text in error.message for text in _NO_ADDRESS):
            raise ClientError(
                f"Error response from daemon: {error.message} - specify one with --advertise-addr"
            ) from None
        raise
    yield Write(f"Swarm initialized: current node ({node_id}) is now a manager.\n\n")
    yield from _join_command(call, node_id, "worker")
    advice = "To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.\n"
    if flags.on("autolock"):
        advice += unlock_advice(call.engine.swarm.unlock_key().get("UnlockKey", ""))
    yield Write(advice)
    return 0


def _join_command(call: Call, node_id: str, role: str) -> Process:
    """How to join with the token of a role; nothing on a node that is no manager."""
    status = call.engine.nodes.inspect(node_id).get("ManagerStatus")
    if status:
        token = call.engine.swarm.inspect()["JoinTokens"]["Worker" if role == "worker" else "Manager"]
        yield Write(
            f"To add a {role} to this swarm, run the following command:\n\n"
            f"    docker swarm join --token {token} {status['Addr']}\n\n"
        )
    return 0


def join(call: Call) -> Process:
    body: Json = {
        "ListenAddr": call.flags.text("listen-addr"),
        "AdvertiseAddr": call.flags.text("advertise-addr"),
        "DataPathAddr": call.flags.text("data-path-addr"),
        "RemoteAddrs": [call.args[0]],
        "JoinToken": call.flags.text("token"),
        "Availability": _availability(call),
    }
    yield from finish(call.engine.swarm.join(body))
    manager = call.engine.system.info()["Swarm"].get("ControlAvailable")
    yield Write(f"This node joined a swarm as a {'manager' if manager else 'worker'}.\n")
    return 0


def leave(call: Call) -> Process:
    yield from finish(call.engine.swarm.leave(call.flags.on("force")))
    yield Write("Node left the swarm.\n")
    return 0


# --------------------------------------------------------------------- tokens
def join_token(call: Call) -> Process:
    role = call.args[0]
    if role not in ("worker", "manager"):
        raise ClientError(f"unknown role {role}")
    quiet = call.flags.on("quiet")
    if call.flags.on("rotate"):
        swarm = call.engine.swarm.inspect()
        call.engine.swarm.update(
            swarm["Version"]["Index"],
            swarm["Spec"],
            rotate_worker_token=role == "worker",
            rotate_manager_token=role == "manager",
        )
        if not quiet:
            yield Write(f"Successfully rotated {role} join token.\n\n")
    tokens = call.engine.swarm.inspect()["JoinTokens"]
    if quiet:
        yield Write(f"{tokens['Worker' if role == 'worker' else 'Manager']}\n")
        return 0
    return (yield from _join_command(call, call.engine.system.info()["Swarm"]["NodeID"], role))


# --------------------------------------------------------------------- update
def update(call: Call) -> Process:
    if not call.flags.given:
        yield Write(command_help(call.command, Surroundings.seen_from(call.engine)))
        return 0
    swarm = call.engine.swarm.inspect()
    spec = merged_spec(swarm["Spec"], call.flags)
    call.engine.swarm.update(swarm["Version"]["Index"], spec)
    yield Write("Swarm updated.\n")
    was, now = (s.get("EncryptionConfig", {}).get("AutoLockManagers", False) for s in (swarm["Spec"], spec))
    if now and not was:
        yield Write(unlock_advice(call.engine.swarm.unlock_key().get("UnlockKey", "")))
    return 0


# --------------------------------------------------------------------- the CA
def certificate_authority(call: Call) -> Process:
    check_files(call)
    swarm = call.engine.swarm.inspect()
    if not call.flags.on("rotate"):
        for name in ("ca-cert", "ca-key", "cert-expiry", "external-ca"):
            if call.flags.changed(name):
                raise ClientError(f"`--{name}` flag requires the `--rotate` flag to update the CA")
        yield Write(ca_root(swarm))
        return 0
    call.engine.swarm.update(swarm["Version"]["Index"], rotate_ca(swarm["Spec"], call))
    if call.flags.on("detach"):
        return 0
    yield from rotation_progress(call)
    if not call.flags.on("quiet"):
        yield Write(ca_root(call.engine.swarm.inspect()))
    return 0


_ROTATE = "rotate"
GROUP = Group(
    path="swarm",
    about="Swarms: make one, join one, leave one",
    swarm_only=True,
    commands=(
        Command(
            "swarm ca",
            "[OPTIONS]",
            "Show or replace the root certificate",
            certificate_authority,
            (
                *CA_FLAGS,
                Flag("detach", BOOL, "Return at once and do not wait for all nodes", short="d"),
                QUIET_PROGRESS,
                Flag(_ROTATE, BOOL, "Replace the root certificate, by a new one unless one is given"),
            ),
            swarm="manager",
        ),
        Command(
            "swarm init",
            "[OPTIONS]",
            "Make a swarm with this node as its manager",
            init,
            (
                _ADVERTISE,
                Flag("autolock", BOOL, "Managers that restart need a key to take part again"),
                _AVAILABILITY,
                _DATA_PATH,
                Flag(
                    "data-path-port",
                    UINT32,
                    "Port for the traffic of containers (1024 - 49151); 0 or nothing: 4789",
                ),
                Flag("default-addr-pool", ADDRESS_POOL, "Where subnets of overlay networks are cut from", shown="[]"),
                Flag("default-addr-pool-mask-length", UINT32, "Length of the mask of those subnets", default=24),
                Flag("force-new-cluster", BOOL, "Make a new cluster of one manager out of what this node knows"),
                _LISTEN,
                *SWARM_FLAGS,
            ),
        ),
        Command(
            "swarm join",
            "[OPTIONS] HOST:PORT",
            "Join a swarm, as worker or as manager",
            join,
            (
                _ADVERTISE,
                _AVAILABILITY,
                _DATA_PATH,
                _LISTEN,
                Flag("token", STRING, "What proves that the node may join"),
            ),
            exactly(1),
        ),
        Command(
            "swarm join-token",
            "[OPTIONS] (worker|manager)",
            "Show or replace the tokens to join with",
            join_token,
            (
                Flag("quiet", BOOL, "Show the token only", short="q"),
                Flag(_ROTATE, BOOL, "Replace the token"),
            ),
            exactly(1),
            swarm="manager",
        ),
        Command(
            "swarm leave",
            "[OPTIONS]",
            "Leave the swarm",
            leave,
            (Flag("force", BOOL, "Leave whatever the consequences", short="f"),),
            swarm="active",
        ),
        *UNLOCK_COMMANDS,
        Command(
            "swarm update",
            "[OPTIONS]",
            "Change settings of the swarm",
            update,
            (
                Flag("autolock", BOOL, "Managers that restart need a key to take part again (true|false)"),
                *SWARM_FLAGS,
            ),
            swarm="manager",
        ),
    ),
)
