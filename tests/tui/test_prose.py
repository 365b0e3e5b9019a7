"""Markdown as blocks: what stands where."""

from __future__ import annotations

from tutor.tui.prose import prose


def test_a_paragraph_after_a_list_is_not_part_of_it() -> None:
    blocks = prose("Two of them:\n\n- one\n- two, and\n\n  more of two\n\nThen go on.")
    margins = [(block.content.plain, block.first.plain, block.rest.plain) for block in blocks if block.content.plain]
    assert margins == [
        ("Two of them:", "", ""),
        ("one", "- ", "  "),
        ("two, and", "- ", "  "),
        ("more of two", "  ", "  "),
        ("Then go on.", "", ""),
    ]
