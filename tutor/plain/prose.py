"""Markdown of questions and reasons as plain paragraphs; commands keep their backticks, which tell where they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


def paragraphs(markdown: str) -> list[str]:
    """One entry for each paragraph, list item or table cell; a line of a code block is an entry of its own."""
    from markdown_it import MarkdownIt

    found: list[str] = []
    mark = ""
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        match token.type:
            case "list_item_open":
                mark = f"{token.info}. " if token.info else "- "
            case "fence" | "code_block":
                found += [f"    {line}" for line in token.content.rstrip("\n").split("\n")]
            case "inline":
                found.append(mark + _inline(token))
                mark = ""
    return found


def one_paragraph(markdown: str) -> str:
    return " ".join(paragraphs(markdown))


def _inline(token: Token) -> str:
    words = []
    for child in token.children or ():
        if child.type == "code_inline":
            words.append(f"`{child.content}`")
        elif child.type in {"softbreak", "hardbreak"}:
            words.append(" ")
        else:
            words.append(child.content)
    return "".join(words)
