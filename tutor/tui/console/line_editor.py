"""The line being typed: the everyday part of readline. Knows neither keys nor a screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Search:
    """Searching backwards in the history: what is looked for, where it was found, what stood there before."""

    before: str
    words: str = ""
    position: int = -1
    """Index in the history; -1: not found (yet)."""
    failed: bool = False


class LineEditor:
    """A text and a cursor in it. `history` (the oldest line first) is asked for whenever it is needed."""

    def __init__(self, history: Sequence[str] = ()) -> None:
        self.text = ""
        self.cursor = 0
        self.history = history
        self.search: Search | None = None
        self._killed = ""
        self._position: int | None = None
        """Where in the history we are; None: at the line being written."""
        self._draft = ""

    @property
    def before_cursor(self) -> str:
        return self.text[: self.cursor]

    def set(self, text: str, cursor: int | None = None) -> None:
        """Another text; the cursor goes to its end unless told."""
        self.text = text
        self.cursor = len(text) if cursor is None else cursor

    def take(self) -> str:
        """The line as it is; a new one begins."""
        text = self.text
        self.set("")
        self.search = None
        self._position = None
        return text

    # ------------------------------------------------------------------ writing
    def insert(self, text: str) -> None:
        self.set(self.text[: self.cursor] + text + self.text[self.cursor :], self.cursor + len(text))

    def backspace(self) -> None:
        if self.cursor:
            self.set(self.text[: self.cursor - 1] + self.text[self.cursor :], self.cursor - 1)

    def delete(self) -> None:
        self.set(self.text[: self.cursor] + self.text[self.cursor + 1 :], self.cursor)

    # ------------------------------------------------------------------ moving
    def left(self) -> None:
        self.cursor = max(self.cursor - 1, 0)

    def right(self) -> None:
        self.cursor = min(self.cursor + 1, len(self.text))

    def home(self) -> None:
        self.cursor = 0

    def end(self) -> None:
        self.cursor = len(self.text)

    def word_left(self) -> None:
        self.cursor = self._word_start()

    def word_right(self) -> None:
        self.cursor = self._word_end()

    def _word_start(self) -> int:
        starts = [match.start() for match in _WORD.finditer(self.text) if match.start() < self.cursor]
        return starts[-1] if starts else 0

    def _word_end(self) -> int:
        return next((m.end() for m in _WORD.finditer(self.text) if m.end() > self.cursor), len(self.text))

    # ------------------------------------------------------------------ killing
    def kill_to_end(self) -> None:
        self._kill(self.cursor, len(self.text))

    def kill_to_start(self) -> None:
        self._kill(0, self.cursor)

    def kill_word(self) -> None:
        """Back to the blank before the word, as Ctrl+W does."""
        self._kill(self.before_cursor.rstrip().rfind(" ") + 1, self.cursor)

    def kill_word_back(self) -> None:
        self._kill(self._word_start(), self.cursor)

    def kill_word_forward(self) -> None:
        self._kill(self.cursor, self._word_end())

    def yank(self) -> None:
        self.insert(self._killed)

    def _kill(self, start: int, end: int) -> None:
        if start < end:
            self._killed = self.text[start:end]
            self.set(self.text[:start] + self.text[end:], start)

    # ------------------------------------------------------------------ history
    def older(self) -> None:
        if self._position is None:
            self._draft = self.text
        self._go_to(len(self.history) if self._position is None else self._position, -1)

    def newer(self) -> None:
        if self._position is not None:
            self._go_to(self._position, +1)

    def _go_to(self, position: int, step: int) -> None:
        position += step
        if position < 0:
            return
        if position >= len(self.history):
            self._position = None
            self.set(self._draft)
        else:
            self._position = position
            self.set(self.history[position])

    # ------------------------------------------------------------------ searching
    def search_back(self) -> None:
        """Begin to search; again: the next older line."""
        if self.search is None:
            self.search = Search(self.text)
        elif self.search.words:
            start = self.search.position if self.search.position >= 0 else len(self.history)
            self._find(start - 1)

    def search_for(self, words: str) -> None:
        """Search for other words, from the newest line on."""
        if self.search is not None:
            self.search.words = words
            self.search.failed = False
            if words:
                self._find(len(self.history) - 1)

    def _find(self, start: int) -> None:
        assert self.search is not None
        for position in range(start, -1, -1):
            place = self.history[position].find(self.search.words)
            if place >= 0:
                self.search.position, self.search.failed = position, False
                self.set(self.history[position], place)
                return
        self.search.failed = True

    def search_accept(self) -> None:
        """Stay on the line that was found."""
        if self.search is not None:
            self._position = self.search.position if self.search.position >= 0 else None
            self._draft = self.search.before
            self.search = None

    def search_cancel(self) -> None:
        """Back to the line as it was before."""
        if self.search is not None:
            self.set(self.search.before)
            self.search = None
