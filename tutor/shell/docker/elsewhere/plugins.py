"""Plugins of the daemon, contexts and pruning, which the sandbox does not carry out.

Source: docker/cli `cli/command/{plugin,context,system}/`.
"""

from __future__ import annotations

from tutor.shell.docker.command import Group, at_least, between, exactly
from tutor.shell.docker.stubs import stub

_TRUST = "--disable-content-trust=true | Do without signatures"
_GRANT = "--grant-all-permissions | Grant whatever it needs"
_FORCE = "-f,--force | Even while it is in use"
_PLUGIN = "[OPTIONS] PLUGIN"

PLUGINS = Group(
    path="plugin",
    about="Plugins of the daemon",
    commands=(
        stub(
            "plugin create",
            "[OPTIONS] PLUGIN PLUGIN-DATA-DIR",
            "Make a plugin from a folder with config.json and rootfs",
            "--compress | Compress what is sent to the daemon",
            args=at_least(2),
        ),
        stub("plugin disable", _PLUGIN, "Switch a plugin off", _FORCE, args=exactly(1)),
        stub("plugin enable", _PLUGIN, "Switch a plugin on", "--timeout int=30 | Seconds to wait", args=exactly(1)),
        stub(
            "plugin inspect",
            "[OPTIONS] PLUGIN [PLUGIN...]",
            "Show everything about plugins",
            "-f,--format string | Print with a Go template, or as `json`",
            args=at_least(1),
        ),
        stub(
            "plugin install",
            "[OPTIONS] PLUGIN [KEY=VALUE...]",
            "Install a plugin",
            "--alias string | Another name for it",
            "--disable | Leave it switched off",
            _TRUST,
            _GRANT,
            args=at_least(1),
        ),
        stub(
            "plugin ls",
            "[OPTIONS]",
            "List plugins",
            "-f,--filter filter | Show only what meets the condition",
            "--format string | Print with a Go template, as a table (`table TEMPLATE`) or as `json`",
            "--no-trunc | Show everything in full length",
            "-q,--quiet | Show identifiers only",
            aliases="docker plugin ls, docker plugin list",
        ),
        stub("plugin push", "[OPTIONS] PLUGIN[:TAG]", "Send a plugin to a registry", _TRUST, args=exactly(1)),
        stub(
            "plugin rm",
            "[OPTIONS] PLUGIN [PLUGIN...]",
            "Remove plugins",
            _FORCE,
            args=at_least(1),
            aliases="docker plugin rm, docker plugin remove",
        ),
        stub("plugin set", "PLUGIN KEY=VALUE [KEY=VALUE...]", "Change settings of a plugin", args=at_least(2)),
        stub(
            "plugin upgrade",
            "[OPTIONS] PLUGIN [REMOTE]",
            "Replace a plugin by a newer version",
            _TRUST,
            _GRANT,
            "--skip-remote-check | Do not compare it with what was installed",
            args=between(1, 2),
        ),
    ),
)
_ENDPOINT = "--docker stringToString=[] | Daemon that it stands for"
_DESCRIPTION = "--description string | Description"
CONTEXT_STUBS = (
    stub(
        "context create",
        "[OPTIONS] CONTEXT",
        "Make a context",
        _DESCRIPTION,
        _ENDPOINT,
        "--from string | Context to copy",
        args=exactly(1),
    ),
    stub("context export", "[OPTIONS] CONTEXT [FILE|-]", "Write a context into an archive", args=between(1, 2)),
    stub("context import", "CONTEXT FILE|-", "Take a context from an archive", args=exactly(2)),
    stub(
        "context rm",
        "CONTEXT [CONTEXT...]",
        "Remove contexts",
        _FORCE,
        args=at_least(1),
        aliases="docker context rm, docker context remove",
    ),
    stub("context update", "[OPTIONS] CONTEXT", "Change a context", _DESCRIPTION, _ENDPOINT, args=exactly(1)),
)
PRUNE = stub(
    "system prune",
    "[OPTIONS]",
    "Remove what nothing uses",
    "-a,--all | All images that nothing uses, not only those without a tag",
    "--filter filter | Which of it @api=1.28",
    "-f,--force | Do not ask",
    "--volumes | Anonymous volumes, too",
)
