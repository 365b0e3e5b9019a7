"""Typed words: capitals and spaces do not matter, but in short options they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.study.questions import fill
from tutor.study.grade import Judgement, grade

if TYPE_CHECKING:
    from collections.abc import Sequence


class NoCommands:
    """A judge for questions that need none."""

    def command(self, answer: str, accepted: Sequence[str]) -> Judgement:
        raise AssertionError

    def effect(
        self, answer: str, accepted: Sequence[str], *, cluster: str, swarm: bool, setup: Sequence[str]
    ) -> Judgement:
        raise AssertionError


@pytest.mark.parametrize(
    ("accepted", "typed", "right"),
    [
        ("CNCF", "cncf", True),
        ("service discovery", "  Service   Discovery ", True),
        ("kubectl get pods -A", "kubectl get pods -A", True),
        ("kubectl get pods -A", "kubectl get pods -a", False),
        ("kubectl get pods -l app=web", "kubectl get pods -L app=web", False),
        ("helm list --all-namespaces", "helm list --all-namespaces", True),
        ("quorum", "`quorum`", True),
    ],
)
def test_typed_words(accepted: str, typed: str, right: bool) -> None:
    assert grade(fill("a-words", answers=(accepted,)), typed, NoCommands()).correct is right
