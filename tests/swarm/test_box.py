"""Small programs inside containers: files, folders, pipes and redirections, as busybox answers."""

from __future__ import annotations

import pytest

from tutor.swarm.box.inside import Inside
from tutor.swarm.box.shell import is_playable, run
from tutor.swarm.clock import SECOND

Text = tuple[int, str, str]


def inside(read_only: str = "never") -> Inside:
    files = {"/etc/passwd": "root:x:0\nnobody:x:65534\n", "/data/note": "a b\n"}
    return Inside(
        files=files,
        folders={"/tmp", "/bin"},
        write=lambda _path, _text: None,
        env={"PATH": "/bin", "A": "1"},
        cwd="/data",
        user="",
        hostname="box",
        read_only=lambda path: path.startswith(read_only),
    )


def played(line: str, where: Inside | None = None, stdin: str = "") -> Text:
    """Status, standard output and standard error of `sh -c LINE`."""
    status, out = run(["sh", "-c", line], where or inside(), stdin)
    return status, *("".join(t for t, stream in out if stream == name) for name in ("stdout", "stderr"))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("echo $A ${A}y \"$A\" '$A'", (0, "1 1y 1 $A\n", "")),
        ("X=5; echo $X; exit 3; echo never", (3, "5\n", "")),
        ("true && echo yes || echo no", (0, "yes\n", "")),
        ("false && echo yes || echo no", (0, "no\n", "")),
        ("ls /nosuch; echo $?", (0, "1\n", "ls: /nosuch: No such file or directory\n")),
        ("echo a b | wc -w", (0, "2\n", "")),
        ("cat note; cd /tmp && pwd", (0, "a b\n/tmp\n", "")),
        ("echo err >&2; echo out", (0, "out\n", "err\n")),
        ("echo hi > f; echo more >> f; cat < f", (0, "hi\nmore\n", "")),
        ("ls /nosuch 2>/dev/null", (1, "", "")),
        ("cat /etc/pass* | grep -c root", (0, "1\n", "")),
        ("echo x > /no/such/file", (1, "", "sh: can't create /no/such/file: nonexistent directory\n")),
    ],
)
def test_one_line_of_shell(line: str, expected: Text) -> None:
    assert is_playable(["sh", "-c", line])
    assert played(line) == expected


def test_a_program_that_nobody_knows_may_be_the_images_own() -> None:
    assert not is_playable(["sh", "-c", "nosuch"])
    assert played("nosuch") == (127, "", "sh: nosuch: not found\n")


def test_nothing_is_written_where_that_is_forbidden() -> None:
    assert played("touch /data/x", inside(read_only="/data")) == (1, "", "touch: /data/x: Read-only file system\n")


def test_sleeping_takes_virtual_time() -> None:
    where = inside()
    played("echo a; sleep 2; echo b", where)
    assert where.elapsed == 2 * SECOND


@pytest.mark.parametrize("line", ["while true; do date; done", "sleep infinity", "ping host", "tail -f note", "x &"])
def test_what_has_no_end_or_is_more_than_a_line_is_not_played(line: str) -> None:
    assert not is_playable(["sh", "-c", line])


def test_standard_input_is_passed_on() -> None:
    assert run(["cat"], inside(), "hi\n") == (0, [("hi\n", "stdout")])
    assert is_playable(["sh"], "hostname\n")
    assert run(["sh"], inside(), "hostname\n") == (0, [("box\n", "stdout")])
