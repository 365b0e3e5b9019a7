"""Every block of docker commands in the notes works in the sandbox that opens for it, as the block shows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.content.shown import pack, place, sections
from tutor.labs.tryout import carried_out, trouble_with
from tutor.library.notes import CodeBlock
from tutor.library.tryout import TryOut
from tutor.session.laboratory import laboratory

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCKS = [(place(section), block) for section in sections() for block in section.code if block.commands]
OFFERED = {f"{where}:{block.line}": block for where, block in BLOCKS if block.offer}
CHANGING = (
    (re.compile(r"\b[a-z0-9]+…|\b[a-z0-9]{25}\b|\b[0-9a-f]{64}\b|\b(?=[a-z]*\d)[a-z0-9]{12}\b"), "ID"),
    (re.compile(r"SWMKEY-1-\S+"), "KEY"),
    (re.compile(r"(?:\d+|less than a) (?:second|minute)s? ago"), "AGO"),
    (re.compile(r"26\.1\.5\+\w+"), "26.1.5"),
)
"""What differs from one run to the next, or is shown shorter."""


def shape(text: str) -> str:
    for pattern, word in CHANGING:
        text = pattern.sub(word, text)
    return " ".join(text.split())


def as_shown(shown: str, written: str) -> bool:
    """Whether all that is shown was written, in one piece; `…` stands for anything."""
    pattern = ".*?".join(re.escape(part) for part in shape(shown).split("…"))
    return re.search(pattern, shape(written)) is not None


def answers(block: CodeBlock) -> Iterator[str]:
    """What the block shows below each of its commands."""
    if block.lang == "console":
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            yield part.partition("\n")[2]


@pytest.mark.parametrize("block", OFFERED.values(), ids=OFFERED)
def test_a_block_works_in_its_sandbox(block: CodeBlock) -> None:
    shown = list(answers(block)) or [""] * len(block.offer.lines)
    for tried, below in zip(carried_out(block, laboratory()), shown, strict=True):
        assert tried.failure == ""
        assert as_shown(below, tried.outcome.stdout + tried.outcome.stderr)


def test_every_docker_block_is_offered_or_needs_what_the_sandbox_does_not_have() -> None:
    reasons = {block.offer.why_not for _, block in BLOCKS if not block.offer and "docker " in block.text}
    assert reasons == {"the sandbox has no docker compose"}
    others = [block.offer.why_not for _, block in BLOCKS if not block.offer and "docker " not in block.text]
    assert {f"the sandbox has no {tool}" for tool in ("kubectl", "helm")} <= set(others)
    assert all(others)


def test_what_is_said_of_a_block_is_seen_by_nobody() -> None:
    assert any(block.said for block in OFFERED.values())
    for topic in pack().topics:
        for section in topic.notes.sections:
            assert "<!--" not in section.markdown + section.text


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (TryOut(setup=("docker network inspect nowhere",)), "ends with 1"),
        (TryOut(cluster="twelve"), "there is no cluster 'twelve'"),
        (TryOut(on="worker7"), "there is no host worker7 in cluster three"),
        (TryOut(files={"worker7": {"a": "b"}}), "there is no host worker7 in cluster three"),
        (TryOut(ends=(1,)), "`docker node ls` ends with 0, not 1"),
        (TryOut(swarm=()), "ends with 1, not 0: Error response from daemon: This node is not a swarm manager"),
    ],
)
def test_a_block_that_cannot_be_tried_is_told(said: TryOut, trouble: str) -> None:
    assert trouble in trouble_with(CodeBlock("console", "$ docker node ls\n", 1, said), laboratory())


def test_other_output_than_shown_would_be_found() -> None:
    assert as_shown("web  3/3\nok", "id\nweb     3/3\nok\nmore")
    assert not as_shown("web  3/3", "web  2/3")
    assert not as_shown("first\nlast", "first\nbetween\nlast")
