"""A list to choose from with the arrow keys and Enter: plain content, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

if TYPE_CHECKING:
    from collections.abc import Iterable

Choice = tuple[str, Content | str]
"""(id, what is shown). A choice without an id is a heading, which cannot be chosen."""


class Choices(OptionList):
    """Options by id. Where it stands is kept when its options are shown anew."""

    DEFAULT_CSS = """
    Choices { height: auto; max-height: 100%; }
    """

    def __init__(self, choices: Iterable[Choice] = (), *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(*_options(choices), id=id, markup=False)

    def show(self, choices: Iterable[Choice]) -> None:
        """Show these instead."""
        where = self.highlighted
        self.clear_options()
        self.add_options(_options(choices))
        places = [n for n, option in enumerate(self.options) if not option.disabled]
        if places:
            self.highlighted = min(places, key=lambda place: abs(place - (where or 0)))
            self.call_after_refresh(self.scroll_to_highlight)  # the new options have no lines before that

    @property
    def chosen(self) -> str:
        """The id under the cursor, or empty."""
        option = self.highlighted_option
        return (option.id or "") if option is not None else ""


def _options(choices: Iterable[Choice]) -> list[Option]:
    return [
        Option(Content(shown) if isinstance(shown, str) else shown, id=identifier or None, disabled=not identifier)
        for identifier, shown in choices
    ]
