"""Markdown of questions, tasks and hints as blocks of content. Nothing in it is ever console markup or a live link."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from textual.content import Content

from tutor.tui.widgets.paper import BLANK, Block

if TYPE_CHECKING:
    from markdown_it.token import Token

CODE = "$code"
STYLES = {"strong_open": "bold", "em_open": "italic", "s_open": "strike", "link_open": "underline"}


@lru_cache(maxsize=512)
def prose(markdown: str) -> tuple[Block, ...]:
    """Paragraphs, lists, code blocks, quotes and tables, a blank line between blocks."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    return tuple(_blocks(tokens))


def inline(markdown: str) -> Content:
    """One paragraph of Markdown as a single piece of content."""
    return Content("\n").join([block.content for block in prose(markdown.strip())]) if markdown.strip() else Content()


def code_blocks(text: str, lang: str = "text") -> list[Block]:
    """A console session, a file: every line kept as it is, folded where it is too wide, a bar in front."""
    return [
        Block(line, first=Content.styled("│ ", "$quiet"), rest=Content.styled("│ ", "$quiet"), fold=True)
        for line in highlighted(text.rstrip("\n"), lang).split("\n", allow_blank=True)
    ]


@lru_cache(maxsize=128)
def highlighted(text: str, lang: str) -> Content:
    """Code with its colours; in a console session what is typed stands out."""
    if lang in {"yaml", "json"}:
        from textual.highlight import highlight

        return highlight(text, language=lang)
    if lang not in {"console", "sh", "bash"}:
        return Content(text)
    return Content("\n").join([_console_line(line, lang) for line in text.split("\n")])


def _console_line(line: str, lang: str) -> Content:
    prompt, separator, command = line.partition("$ ")
    if lang == "console" and separator and " " not in prompt:
        return Content.assemble((prompt + separator, "$quiet"), (command, f"bold {CODE}"))
    return Content.styled(line, CODE) if lang != "console" else Content(line)


def _blocks(tokens: list[Token]) -> list[Block]:
    blocks: list[Block] = []
    lists: list[int | None] = []
    marker = Content()
    quoted = 0
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
                if not lists:
                    blocks.append(BLANK)
                    marker = Content()
            case "list_item_open":
                number = lists[-1]
                marker = Content.styled("- " if number is None else f"{number}. ", "$primary")
                if number is not None:
                    lists[-1] = number + 1
            case "blockquote_open":
                quoted += 1
            case "blockquote_close":
                quoted -= 1
            case "fence" | "code_block":
                blocks += [*code_blocks(token.content, token.info.strip() or "text"), BLANK]
            case "inline":
                text = _inline(token)
                margin = "  " * max(len(lists) - 1, 0) + ("  " if quoted else "")
                first = Content(margin) + marker
                blocks.append(Block(text, first=first, rest=Content(" " * first.cell_length)))
                marker = Content(" " * marker.cell_length) if lists else Content()
            case "paragraph_close" | "heading_close" if not lists:
                blocks.append(BLANK)
            case "table_close":
                blocks.append(BLANK)
    while blocks and blocks[-1] is BLANK:
        blocks.pop()
    return blocks


def _inline(token: Token) -> Content:
    parts: list[tuple[str, str]] = []
    styles: list[str] = []
    for child in token.children or ():
        if child.type in STYLES:
            styles.append(STYLES[child.type])
        elif child.type.endswith("_close"):
            styles.pop()
        elif child.type == "code_inline":
            parts.append((child.content, " ".join([*styles, "bold", CODE])))
        elif child.type == "softbreak":
            parts.append((" ", ""))
        elif child.type == "hardbreak":
            parts.append(("\n", ""))
        else:
            parts.append((child.content, " ".join(styles)))
    return Content.assemble(*parts)
