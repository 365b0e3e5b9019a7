"""The tree of docker commands: every group the sandbox knows, and the short forms at the top.

A module of this package that declares a group exports `GROUP`, and `TOP` for commands that are also
reached without the group (`docker ps`).
"""

from __future__ import annotations

from tutor.shell.docker.command import Group
from tutor.shell.docker.flags import Flag
from tutor.shell.docker.kinds import BOOL, LIST, STRING

VERSION = "28.2.2"
COMMIT = "e6534b4"
VERSION_LINE = f"Docker version {VERSION}, build {COMMIT}"

GLOBAL_FLAGS = (
    Flag("config", STRING, "Folder of the client's configuration", default="/root/.docker"),
    Flag("context", STRING, "Context to connect with, instead of DOCKER_HOST and of the context in use", short="c"),
    Flag("debug", BOOL, "Print what helps to find faults", short="D"),
    Flag("host", LIST, "Daemon to connect to", short="H"),
    Flag("log-level", STRING, 'How much to log ("debug", "info", "warn", "error", "fatal")', "l", default="info"),
    Flag("tls", BOOL, "Use TLS; --tlsverify implies it"),
    Flag("tlscacert", STRING, "Trust only certificates of this authority", default="/root/.docker/ca.pem"),
    Flag("tlscert", STRING, "The client's TLS certificate", default="/root/.docker/cert.pem"),
    Flag("tlskey", STRING, "The client's TLS key", default="/root/.docker/key.pem"),
    Flag("tlsverify", BOOL, "Use TLS and check the daemon's certificate"),
    Flag("version", BOOL, "Print the client's version", short="v"),
)

ROOT = Group(
    path="",
    about="Containers, and swarms of machines that run them",
    commands=(),
    usage="[OPTIONS] COMMAND [ARG...]",
    flags=GLOBAL_FLAGS,
)
