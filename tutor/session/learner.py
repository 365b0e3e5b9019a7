"""A learner at work: profile, progress and pack joined. This is what every front receives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from random import Random

    from tutor.library.pack import Pack
    from tutor.paths import LearnerPaths
    from tutor.progress.progress import Progress
    from tutor.progress.records import MockRecord
    from tutor.session.clock import Clock
    from tutor.session.mock import MockReport, MockSession, Preset
    from tutor.session.overview import Overview, TopicState
    from tutor.session.practice import PracticeSession
    from tutor.session.selection import Selection
    from tutor.session.settings import Settings
    from tutor.study.grade import CommandJudge


class Learner:
    """Everything a front does with study goes through here. One thread at a time."""

    pack: Pack
    progress: Progress
    settings: Settings

    @classmethod
    def open(
        cls,
        paths: LearnerPaths,
        content: Sequence[Path],
        clock: Clock,
        rng: Random,
        judge: CommandJudge | None = None,
        pack: str = "",
    ) -> Learner:
        """Open a learner's progress and a pack found in the content roots (the first one, or the one named).

        Slow (reads files, opens the database): call it after first paint. Raises ContentError for a pack that
        cannot be used or found, ProgressError for a database that cannot be used.
        """
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def change(self, **settings: Any) -> Settings:
        """Change settings by name, saved at once; a new language loads the pack in it. Raises TypeError for an
        unknown name."""
        raise NotImplementedError

    def overview(self) -> Overview:
        raise NotImplementedError

    def topics(self) -> tuple[TopicState, ...]:
        raise NotImplementedError

    def count(self, selection: Selection) -> int:
        """How many questions a selection holds now."""
        raise NotImplementedError

    def counts(self) -> Mapping[str, int]:
        """For each of `selection.WHICH`, how many questions of all topics."""
        raise NotImplementedError

    def practise(self, selection: Selection) -> PracticeSession:
        """Raises SessionError when the selection holds no question."""
        raise NotImplementedError

    def placement(self) -> PracticeSession:
        """Sixteen questions over all topics; at its end `settings.placement` is `done`."""
        raise NotImplementedError

    def start_mock(self, preset: Preset) -> MockSession:
        """Raises SessionError while another one is unfinished."""
        raise NotImplementedError

    def resume_mock(self) -> MockSession | None:
        raise NotImplementedError

    def discard_mock(self) -> None:
        """Throw the unfinished mock away; its answers are not counted."""
        raise NotImplementedError

    def mocks(self) -> tuple[MockRecord, ...]:
        """Finished ones, newest first."""
        raise NotImplementedError

    def mock_report(self, record: MockRecord) -> MockReport:
        raise NotImplementedError
