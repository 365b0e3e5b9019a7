"""Commands on containers that the sandbox does not carry out.

Source: docker/cli `cli/command/{container,checkpoint}/`.
"""

from __future__ import annotations

from tutor.shell.docker.command import ANY_ARGS, Group, at_least, between, exactly
from tutor.shell.docker.stubs import stub

_CHECKPOINTS = "--checkpoint-dir string | Folder in which checkpoints are kept"

CONTAINER_STUBS = (
    stub(
        "container attach",
        "[OPTIONS] CONTAINER",
        "Connect the terminal with a running container",
        "--detach-keys string | Keys that leave the container",
        "--no-stdin | Pass on no input",
        "--sig-proxy=true | Pass on signals",
        args=exactly(1),
        aliases="docker container attach, docker attach",
    ),
    stub(
        "container commit",
        "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
        "Make an image of what a container has become",
        "-a,--author string | Who made it",
        "-c,--change list | Dockerfile instruction that the image gets",
        "-m,--message string | Message of the commit",
        "-p,--pause=true | Let the container pause meanwhile",
        args=between(1, 2),
        aliases="docker container commit, docker commit",
        interspersed=False,
    ),
    stub(
        "container cp",
        "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
        "Copy files into or out of a container",
        "-a,--archive | Keep owners",
        "-L,--follow-link | Copy what a symbolic link leads to",
        "-q,--quiet | Show no progress",
        args=exactly(2),
        aliases="docker container cp, docker cp",
    ),
    stub(
        "container diff",
        "CONTAINER",
        "Show which files a container has changed",
        args=exactly(1),
        aliases="docker container diff, docker diff",
    ),
    stub(
        "container export",
        "[OPTIONS] CONTAINER",
        "Write the files of a container as a tar archive",
        "-o,--output string | File to write",
        args=exactly(1),
        aliases="docker container export, docker export",
    ),
    stub(
        "container pause",
        "CONTAINER [CONTAINER...]",
        "Freeze the processes of containers",
        args=at_least(1),
        aliases="docker container pause, docker pause",
    ),
    stub(
        "container stats",
        "[OPTIONS] [CONTAINER...]",
        "Show what containers use, again and again",
        "-a,--all | Also those that do not run (default shows just running)",
        "--format string | Print with a Go template, as a table (`table TEMPLATE`) or as `json`",
        "--no-stream | Show it once",
        "--no-trunc | Show everything in full length",
        args=ANY_ARGS,
        aliases="docker container stats, docker stats",
    ),
    stub(
        "container top",
        "CONTAINER [ps OPTIONS]",
        "Show the processes of a container",
        args=at_least(1),
        aliases="docker container top, docker top",
        interspersed=False,
    ),
    stub(
        "container unpause",
        "CONTAINER [CONTAINER...]",
        "Let frozen containers go on",
        args=at_least(1),
        aliases="docker container unpause, docker unpause",
    ),
    stub(
        "container update",
        "[OPTIONS] CONTAINER [CONTAINER...]",
        "Change limits of containers",
        "--blkio-weight uint16=0 | Share of the disks' time, 10 to 1000, or 0",
        "--cpu-period int | Period of the scheduler's quota",
        "--cpu-quota int | Quota in each period",
        "--cpu-rt-period int | Period of real-time scheduling in microseconds @api=1.25",
        "--cpu-rt-runtime int | Real-time share of that period in microseconds @api=1.25",
        "-c,--cpu-shares int | Share of the processors' time",
        "--cpus decimal | How many processors it may use @api=1.29",
        "--cpuset-cpus string | Which processors (0-3, 0,1)",
        "--cpuset-mems string | Which memory nodes (0-3, 0,1)",
        "-m,--memory bytes | How much memory it may use",
        "--memory-reservation bytes | How much memory is kept for it",
        "--memory-swap bytes | Memory and swap together (-1: no limit)",
        "--pids-limit int | How many processes it may have (-1: no limit) @api=1.40",
        "--restart string | When to start it again after it ended",
        args=at_least(1),
        aliases="docker container update, docker update",
    ),
)
CHECKPOINTS = Group(
    path="checkpoint",
    about="Frozen states of containers",
    experimental=True,
    commands=(
        stub(
            "checkpoint create",
            "[OPTIONS] CONTAINER CHECKPOINT",
            "Freeze a running container in a checkpoint",
            _CHECKPOINTS,
            "--leave-running | Let the container go on",
            args=exactly(2),
        ),
        stub(
            "checkpoint ls",
            "[OPTIONS] CONTAINER",
            "List the checkpoints of a container",
            _CHECKPOINTS,
            args=exactly(1),
            aliases="docker checkpoint ls, docker checkpoint list",
        ),
        stub(
            "checkpoint rm",
            "[OPTIONS] CONTAINER CHECKPOINT",
            "Remove a checkpoint",
            _CHECKPOINTS,
            args=exactly(2),
            aliases="docker checkpoint rm, docker checkpoint remove",
        ),
    ),
)
