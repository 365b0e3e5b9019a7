"""What is typed is there in the next session; a file that cannot be used costs nothing but that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.progress.typed_lines import LIMIT, LONGEST, TypedLines

if TYPE_CHECKING:
    from pathlib import Path


def test_lines_are_there_again_by_host_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "profiles" / "anna.history"
    lines = TypedLines(file)
    for line in ("docker ps", "docker ps", "  ", "echo 'é\n'", "x" * (LONGEST + 1)):
        lines.add("manager1", line)
    lines.add("worker1", "hostname")
    again = TypedLines(file)
    assert again.of("manager1") == ("docker ps", "echo 'é\n'")
    assert again.of("worker1") == ("hostname",)
    assert file.stat().st_mode & 0o077 == 0
    again.forget("manager1")
    assert TypedLines(file).of("manager1") == ()
    assert TypedLines(file).of("worker1") == ("hostname",)


def test_so_many_are_kept_and_the_file_does_not_grow_for_ever(tmp_path: Path) -> None:
    file = tmp_path / "default.history"
    file.write_text("".join(f'["m1", "echo {n}"]\n' for n in range(4 * LIMIT)))
    lines = TypedLines(file)
    assert lines.of("m1")[0] == f"echo {3 * LIMIT}"
    assert len(file.read_text().splitlines()) == LIMIT
    lines.add("m1", "last")
    assert len(lines.of("m1")) == LIMIT
    assert TypedLines(file).of("m1")[-1] == "last"


def test_what_is_no_line_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "default.history"
    file.write_bytes(
        b'\xff\xfe\n["m1"]\n{"m1": 1}\n["m1", 2]\n' + b"[" * 100_000 + b'\n["m1", "docker ps"]\n["m1", "cut'
    )
    assert TypedLines(file).of("m1") == ("docker ps",)


def test_a_file_that_cannot_be_used_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "default.history").mkdir()
    lines = TypedLines(tmp_path / "default.history")
    assert lines.of("m1") == ()
    lines.add("m1", "docker ps")
    assert lines.of("m1") == ("docker ps",)
    assert "cannot be read (Is a directory)" in lines.trouble
