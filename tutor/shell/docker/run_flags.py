"""The flags of `docker run` and `docker create`: all of the real client's.

Rare ones are listed as `name kind [short=] [shown=] [played]`. Those without `played` are not carried out:
they are shown in help and refused in plain words when used.
"""

from __future__ import annotations

from tutor.shell.docker import kinds
from tutor.shell.docker.flags import Flag
from tutor.shell.docker.kinds import (
    BOOL,
    BYTES,
    DECIMAL,
    DURATION,
    INT,
    LABELS,
    LIST,
    MAP,
    STRING,
    UINT16,
    Kind,
    repeated,
)
from tutor.shell.docker.service_kinds import (
    ADDRESSES,
    ENVIRONMENT,
    EXTRA_HOSTS,
    MOUNTS,
    SEARCH_DOMAINS,
    ULIMITS,
)

_NOT_HERE = "(the sandbox does not carry this out)"
_ABOUT = {
    "attach": "Stream to show (stdin, stdout, stderr)",
    "cidfile": "File that gets its id",
    "cpu-period": "Period of the scheduler's quota",
    "cpu-quota": "Quota in each period",
    "cpu-shares": "Share of the processors' time",
    "cpuset-cpus": "Which processors (0-3, 0,1)",
    "cpuset-mems": "Which memory nodes (0-3, 0,1)",
    "domainname": "Its domain name",
    "group-add": "Further group of its processes",
    "ipc": "Whose shared memory it sees",
    "label-file": "File with labels",
    "link": "Container to link with",
    "log-opt": "Option of the log driver",
    "memory-swap": "Memory and swap together (-1: no limit)",
    "oom-score-adj": "How soon the kernel kills it (-1000 to 1000)",
    "pid": "Whose processes it sees",
    "platform": "Platform to run, where the image has several",
    "security-opt": "Security option",
    "userns": "User namespace",
    "uts": "Whose host name it has",
}
_KINDS: dict[str, Kind] = {
    "bool": BOOL,
    "bytes": BYTES,
    "decimal": DECIMAL,
    "int": INT,
    "list": LIST,
    "map": MAP,
    "swap": kinds.MEMORY_SWAP,
    "string": STRING,
    "uint": kinds.UINT,
    "uint16": UINT16,
    "gpu-request": LIST.named("gpu-request"),
    "health": DURATION,
}
_RARE = """
annotation map shown=map[]
attach list short=a played
blkio-weight uint16 shown=0
blkio-weight-device list shown=[]
cgroup-parent string
cgroupns string
cidfile string played
cpu-count int os=windows
cpu-percent int os=windows
cpu-period int played
cpu-quota int played
cpu-rt-period int
cpu-rt-runtime int
cpu-shares int short=c played
cpuset-cpus string played
cpuset-mems string played
device list
device-cgroup-rule list
device-read-bps list shown=[]
device-read-iops list shown=[]
device-write-bps list shown=[]
device-write-iops list shown=[]
domainname string played
gpus gpu-request
group-add list played
io-maxbandwidth bytes os=windows
io-maxiops uint os=windows
ipc string played
isolation string
kernel-memory bytes
label-file list played
link list played
link-local-ip list
log-opt list played
memory-swap swap played
memory-swappiness int shown=-1
oom-kill-disable bool
oom-score-adj int played
pid string played
platform string played
runtime string
security-opt list played
storage-opt list
use-api-socket bool
userns string played
uts string played
volume-driver string
volumes-from list
"""


def _rare() -> list[Flag]:
    flags = []
    for line in _RARE.split("\n"):
        if not line:
            continue
        name, kind, *rest = line.split()
        given = dict(word.partition("=")[::2] for word in rest)
        flags.append(
            Flag(
                name,
                _KINDS[kind],
                _ABOUT.get(name, _NOT_HERE),
                short=given.get("short", ""),
                shown=given.get("shown"),
                hidden="hidden" in given,
                os=given.get("os", ""),
                honoured="played" in given,
            )
        )
    return flags


CREATE_FLAGS: tuple[Flag, ...] = (
    *_rare(),
    Flag("add-host", EXTRA_HOSTS, "Further line for the hosts file (host:ip)"),
    Flag("cap-add", LIST, "Capability to add"),
    Flag("cap-drop", LIST, "Capability to take away"),
    Flag("cpus", DECIMAL, "How many processors it may use"),
    Flag("disable-content-trust", BOOL, "Do not check signatures of images", default=True),
    Flag("dns", ADDRESSES, "DNS server"),
    Flag("dns-option", LIST, "DNS option"),
    Flag("dns-search", SEARCH_DOMAINS, "DNS search domain"),
    Flag("entrypoint", STRING, "Program to run instead of the image's ENTRYPOINT"),
    Flag("env", ENVIRONMENT, "Environment variable", short="e"),
    Flag("env-file", LIST, "File with environment variables"),
    Flag("expose", LIST, "Port or range of ports that it listens on"),
    Flag("health-cmd", STRING, "Command that tells whether it is well"),
    Flag("health-interval", DURATION, "Time between two checks (ms|s|m|h)", shown="0s"),
    Flag("health-retries", INT, "How many checks in a row must fail"),
    Flag("health-start-interval", DURATION, "Time between two checks while it starts (ms|s|m|h)", shown="0s"),
    Flag("health-start-period", DURATION, "Time that it may take to start (ms|s|m|h)", shown="0s"),
    Flag("health-timeout", DURATION, "Time that a check may take (ms|s|m|h)", shown="0s"),
    Flag("help", BOOL, "Print usage"),
    Flag("hostname", STRING, "Its host name", short="h"),
    Flag("init", BOOL, "Run an init that passes on signals and reaps processes"),
    Flag("interactive", BOOL, "Pass on standard input", short="i"),
    Flag("ip", STRING, "IPv4 address (172.30.100.104)"),
    Flag("ip6", STRING, "IPv6 address (2001:db8::33)"),
    Flag("label", LABELS, "Label", short="l"),
    Flag("log-driver", STRING, "Where its output goes"),
    Flag("mac-address", STRING, "MAC address (92:d0:c6:0a:29:33)"),
    Flag("memory", BYTES, "How much memory it may use", short="m"),
    Flag("memory-reservation", BYTES, "How much memory is kept for it"),
    Flag("mount", MOUNTS, "Something to mount"),
    Flag("name", STRING, "Name of the container"),
    Flag("network", repeated("network", str), "Network to connect it to"),
    Flag("network-alias", LIST, "Further name in that network"),
    Flag("no-healthcheck", BOOL, "Do without the image's HEALTHCHECK"),
    Flag("pids-limit", INT, "How many processes it may have (-1: no limit)"),
    Flag("privileged", BOOL, "Give it all rights"),
    Flag("publish", LIST, "Port of the host that leads to one of its ports", short="p"),
    Flag("publish-all", BOOL, "Publish all ports it exposes, on free ports", short="P"),
    Flag("pull", STRING, 'When to pull the image ("always", "missing", "never")', default="missing"),
    Flag("quiet", BOOL, "Show nothing of the pull", short="q"),
    Flag("read-only", BOOL, "Its root file system cannot be written"),
    Flag("restart", STRING, "When to start it again after it ended", default="no"),
    Flag("rm", BOOL, "Remove it, and its anonymous volumes, when it ended"),
    Flag("shm-size", BYTES, "Size of /dev/shm"),
    Flag("stop-signal", STRING, "Signal that stops it"),
    Flag("stop-timeout", INT, "Seconds until it is killed when it is to stop"),
    Flag("sysctl", MAP, "Kernel setting", shown="map[]"),
    Flag("tmpfs", LIST, "Folder in memory"),
    Flag("tty", BOOL, "Give it a terminal", short="t"),
    Flag("ulimit", ULIMITS, "Limit", shown="[]"),
    Flag("user", STRING, "Who runs it (<name|uid>[:<group|gid>])", short="u"),
    Flag("volume", LIST, "Folder or volume to mount", short="v"),
    Flag("workdir", STRING, "Folder it starts in", short="w"),
)
RUN_FLAGS = (
    *CREATE_FLAGS,
    Flag("detach", BOOL, "Run it in the background and print its id", short="d"),
    Flag("detach-keys", STRING, _NOT_HERE, honoured=False),
    Flag("sig-proxy", BOOL, "Pass on signals", default=True),
)
__all__ = ["CREATE_FLAGS", "RUN_FLAGS"]
