"""The command line as a user types it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tutor import __version__
from tutor.cli import main, parser

PACKS = Path(__file__).parent.parent / "content"


def run(*arguments: str, stdin: str = "", cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tutor", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **env},
    )


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"lpic-tutor {__version__}\n"


def verbs() -> list[list[str]]:
    return [
        [],
        ["quiz"],
        ["exam"],
        ["exam", "make"],
        ["exam", "report"],
        ["progress"],
        ["progress", "export"],
        ["progress", "summary"],
        ["progress", "tables"],
        ["export"],
        ["export", "anki"],
        ["packs", "import"],
        ["new-pack"],
        ["questions", "reported"],
        ["lint"],
        ["labs"],
        ["labs", "list"],
        ["labs", "verify"],
        ["notes"],
        ["notes", "cheatsheet"],
        ["sandbox"],
        ["sandbox", "replay"],
        ["completion"],
    ]


@pytest.mark.parametrize("verb", verbs(), ids=" ".join)
def test_every_verb_has_help(verb: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([*verb, "--help"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: {' '.join(['lpic-tutor', *verb])}")


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for words in ("sandbox", "new-pack", "summary", *(() if shell == "tcsh" else ("--topics", "--seed"))):
        assert words in script


def test_content_and_profile_stand_before_or_behind_the_verb() -> None:
    for line in (["--content", "a", "--profile", "p", "lint"], ["lint", "--content", "a", "--profile", "p"]):
        arguments = parser().parse_args(line)
        assert arguments.content == [Path("a")]
        assert arguments.profile == "p"


def test_topics_stand_before_and_behind_other_options() -> None:
    for line in ("exam --plain --topics swarm helm --count 5", "exam --count 5 --plain --topics swarm --topics helm"):
        arguments = parser().parse_args(line.split())
        assert (arguments.topics, arguments.count) == (["swarm", "helm"], 5)


def test_unknown_verb_is_refused() -> None:
    done = run("frobnicate")
    assert done.returncode == 2
    assert "invalid choice: 'frobnicate'" in done.stderr


def test_bad_profile_is_told_in_one_line() -> None:
    done = run("lint", "--profile", "../x")
    assert done.returncode == 2
    assert done.stderr.startswith("lpic-tutor: '../x' cannot be a profile name")
    assert len(done.stderr.splitlines()) == 1


def test_lint_of_the_shipped_pack_finds_nothing() -> None:
    done = run("lint", str(PACKS))
    assert done.stdout == "352.4: no problems\n"
    assert done.returncode == 0


def test_lint_exits_1_when_there_is_no_pack(tmp_path: Path) -> None:
    done = run("lint", str(tmp_path))
    assert done.returncode == 1
    assert f"no pack (a folder with pack.yaml) in {tmp_path}" in done.stderr


def test_labs_list_names_every_lab() -> None:
    done = run("labs", "list")
    slugs = {path.stem for path in (PACKS / "352.4" / "labs" / "swarm").glob("*.yaml")}
    assert {line.split()[0] for line in done.stdout.splitlines()} == slugs


def test_labs_verify_of_an_unknown_lab() -> None:
    done = run("labs", "verify", "no-such-lab")
    assert done.returncode == 1
    assert "there is no lab 'no-such-lab'" in done.stderr


def test_replay_answers_each_line_with_one_line_and_nothing_else() -> None:
    lines = (
        '{"cluster": {"hosts": [{"name": "m1", "address": "10.77.0.11"}]}}\n'
        '{"on": "m1", "run": "docker swarm init"}\n{"settle": true}\n{"on": "m1", "run": "docker nodes"}\n'
    )
    done = run("sandbox", "replay", stdin=lines)
    answers = done.stdout.splitlines()
    assert len(answers) == 4
    assert "Swarm initialized: current node" in answers[1]
    assert '"exit": 1' in answers[3]
    assert done.stderr == ""
    assert done.returncode == 0
