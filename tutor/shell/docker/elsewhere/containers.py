"""Commands on containers that the sandbox does not carry out.

Source: docker/cli `cli/command/{container,checkpoint}/`.
"""

from __future__ import annotations

from tutor.shell.docker.command import Group, between, exactly
from tutor.shell.docker.stubs import stub

_CHECKPOINTS = "--checkpoint-dir string | Folder in which checkpoints are kept"

CONTAINER_STUBS = (
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
        "container export",
        "[OPTIONS] CONTAINER",
        "Write the files of a container as a tar archive",
        "-o,--output string | File to write",
        args=exactly(1),
        aliases="docker container export, docker export",
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
