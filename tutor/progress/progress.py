"""A learner's whole database, room by room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.progress.attempts import AttemptLog
from tutor.progress.challenges import ChallengeShelf
from tutor.progress.database import ProgressFile, open_progress_file
from tutor.progress.lab_attempts import LabLog
from tutor.progress.lab_runs import LabRuns
from tutor.progress.margin import Margin
from tutor.progress.marks import Marks
from tutor.progress.mocks import MockShelf
from tutor.progress.preferences import Preferences
from tutor.progress.reading_copy import open_reading_copy, open_without_keeping
from tutor.progress.rows import LogRows
from tutor.progress.sandboxes import SavedSandboxes

if TYPE_CHECKING:
    from pathlib import Path


class Progress:
    """Open it with `Progress.open`, close it at the end; it is safe to be killed at any moment between."""

    def __init__(self, file: ProgressFile) -> None:
        self._file = file
        self.attempts = AttemptLog(file)
        self.mocks = MockShelf(file)
        self.labs = LabRuns(file)
        self.lab_log = LabLog(file)
        self.challenges = ChallengeShelf(file)
        self.marks = Marks(file)
        self.sandboxes = SavedSandboxes(file)
        self.margin = Margin(file)
        self.preferences = Preferences(file)
        self.rows = LogRows(file)

    @classmethod
    def open(cls, path: Path) -> Progress:
        """Raises ProgressError; see `tutor.progress.database`."""
        return cls(open_progress_file(path))

    @classmethod
    def look(cls, path: Path) -> Progress:
        """To read only, where the file cannot be written to, too. Raises ProgressError."""
        return cls(open_reading_copy(path))

    @classmethod
    def without_keeping(cls, path: Path) -> Progress:
        """What there is, to go on with; nothing that is written to it reaches the file."""
        return cls(open_without_keeping(path))

    @property
    def path(self) -> Path:
        return self._file.file

    @property
    def keeps(self) -> bool:
        """Whether what is written reaches the disk."""
        return self._file.keeps

    def copy_to(self, file: Path) -> None:
        """A copy of the whole database. Raises ProgressError."""
        self._file.copy_to(file)

    def close(self) -> None:
        self._file.close()
