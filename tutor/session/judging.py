"""The judge of typed commands, made when the first one is to be judged."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.study.grade import CommandJudge, Judgement


class LateJudge:
    """Stands for `tutor.labs.judge.DockerJudge`, which needs the whole simulator: loaded at its first use."""

    @cached_property
    def _judge(self) -> CommandJudge:
        from tutor.labs.judge import DockerJudge
        from tutor.session.laboratory import laboratory

        return DockerJudge(laboratory())

    def command(self, answer: str, accepted: Sequence[str]) -> Judgement:
        return self._judge.command(answer, accepted)

    def effect(
        self, answer: str, accepted: Sequence[str], *, cluster: str, swarm: bool, setup: Sequence[str]
    ) -> Judgement:
        return self._judge.effect(answer, accepted, cluster=cluster, swarm=swarm, setup=setup)
