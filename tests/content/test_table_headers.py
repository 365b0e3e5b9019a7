"""Tables of the docker client that the pack quotes have the columns that the client prints."""

from __future__ import annotations

import re
import shlex
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.content.commandline import simple_commands
from tests.content.shown import outputs
from tests.content.test_docker_commands import operands
from tests.shell.shells import out, run, swarm_of_two
from tutor.shell.docker.reading import Unreadable, read_words
from tutor.shell.docker.registry import ROOT

if TYPE_CHECKING:
    from tests.content.shown import Output
    from tutor.shell.docker.reading import Reading
    from tutor.shell.terminal import Terminal

OPERANDS = {"service ps": "web", "stack ps": "app", "stack services": "app", "node ps": "manager1"}
"""What the small cluster below has, for the tables that are about one object."""
TABLES = frozenset({*OPERANDS, "config ls", "container ls", "image ls", "network ls", "node ls"}) | {
    "secret ls",
    "service ls",
    "stack ls",
    "volume ls",
}
OF_ANOTHER_RELEASE = {"swarm-stack-ls-columns": ["NAME", "SERVICES", "ORCHESTRATOR"]}
"""A question about the columns of a client that was given up."""


@cache
def cluster() -> Terminal:
    """A swarm in which every table has a row."""
    shells = swarm_of_two()
    shells.shells["manager1"].files.place("/root/app.yml", "services: {web: {image: 'nginx:1.25'}}\n")
    for line in ("docker service create -d --name web nginx:1.25", "docker stack deploy -d -c app.yml app"):
        assert run(shells, line).status == 0
    shells.sim.settle()
    return shells


def columns(header: str) -> list[str]:
    return re.split(r"\s{2,}", header.strip())


def reading(output: Output) -> Reading | None:
    """The one docker command before the output, when it prints a table with a header."""
    found = list(simple_commands(output.command))
    if len(found) != 1 or found[0].words[0] != "docker" or found[0].words[1:2] == ("compose",):
        return None
    try:
        read = read_words(ROOT, operands(found[0].words))
    except Unreadable:
        return None
    template = str(read.values.given.get("format", "table"))
    quiet = read.values.given.get("quiet", False)
    return read if kind(read) in TABLES and template.startswith("table") and not quiet else None


def kind(read: Reading) -> str:
    """`docker ps` is the table of `docker container ls`."""
    return {"ps": "container ls", "images": "image ls"}.get(read.command.path, read.command.path)


@cache
def printed(table: str, template: str) -> list[str]:
    words = ["docker", *table.split(), *([f"--format={template}"] if template else [])]
    if table in OPERANDS:
        words.append(OPERANDS[table])
    return columns(out(cluster(), shlex.join(words)).partition("\n")[0])


def quoted() -> list[tuple[Output, Reading]]:
    return [
        (output, read)
        for output in outputs()
        if output.lines and not output.lines[0].startswith("Error")
        if (read := reading(output))
    ]


def test_quoted_tables_have_the_clients_columns() -> None:
    wrong = []
    for output, read in quoted():
        expected = OF_ANOTHER_RELEASE.get(output.where) or printed(kind(read), str(read.values.given.get("format", "")))
        if columns(output.lines[0]) != expected:
            wrong.append(f"{output.where}: {output.command}: {columns(output.lines[0])} instead of {expected}")
    assert quoted()
    assert wrong == []


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_has_a_header(table: str) -> None:
    assert all(name.isupper() for name in printed(table, ""))


def test_rows_start_where_the_headers_do() -> None:
    """A value that begins left of its column's name was cut or typed by hand."""
    wrong = []
    for output, _ in quoted():
        starts = [match.start() for match in re.finditer(r"\S+(?: \S+)*", output.lines[0])]
        wrong += [f"{output.where}: {row}" for row in output.lines[1:] if any(cuts(row, start) for start in starts)]
    assert wrong == []


def cuts(row: str, start: int) -> bool:
    """Whether a value goes on across the place where a column begins."""
    return 0 < start < len(row) and row[start - 1] != " "
