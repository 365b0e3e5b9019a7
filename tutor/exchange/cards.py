"""Questions as HTML for flash cards: nothing of their text is taken as a tag, a template, a sound or a formula."""

from __future__ import annotations

import random
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from tutor.library.question import FillIn
from tutor.session.item import lay_out
from tutor.session.question_page import other_answers, section_words

if TYPE_CHECKING:
    from tutor.library.pack import Pack
    from tutor.library.question import Question
    from tutor.session.item import Item

_MEANT_BY_ANKI = str.maketrans({"{": "&#123;", "}": "&#125;", "[": "&#91;", "]": "&#93;"})
"""`{{field}}` and `{{c1::…}}` are templates to Anki, `[sound:…]` and `[latex]` are tags; as entities they are text."""


@dataclass(frozen=True, slots=True)
class Card:
    """Both sides, as HTML."""

    slug: str
    front: str
    back: str
    tags: tuple[str, ...]


def card(question: Question, pack: Pack) -> Card:
    """The card of a question. Its options stand in the same order in every export: it comes from the slug."""
    item = lay_out(question, random.Random(question.slug))
    tags = (question.topic, question.area, question.kind, question.form, f"difficulty-{question.difficulty}")
    return Card(question.slug, _front(item), _back(item, pack), tuple(f"lpic-tutor::{tag}" for tag in tags))


def _front(item: Item) -> str:
    question = item.question
    parts = [html(question.stem)]
    if question.exhibit:
        parts.append(f"<pre>{_text(question.exhibit.text.rstrip())}</pre>")
    if item.options:
        parts.append(_options(item, with_reasons=False))
    else:
        parts.append("<p><i>Type the answer.</i></p>")
    return "\n".join(parts)


def _back(item: Item, pack: Pack) -> str:
    question = item.question
    if isinstance(question, FillIn):
        others = other_answers(question)
        parts = [f"<p><b><code>{_text(question.answers[0])}</code></b></p>", html(question.why)]
        parts += [html(others)] if others else []
    else:
        letters = ", ".join(shown.letter for shown in item.options if shown.option.correct)
        parts = [f"<p><b>{letters}</b></p>", _options(item, with_reasons=True)]
    dated = f", as of {question.as_of}" if question.as_of else ""
    source = f"{section_words(question, pack)}. Source: {pack.source(question.source).title}{dated}"
    return "\n".join([*parts, f"<p><small>Notes: {_text(source)}</small></p>"])


def _options(item: Item, *, with_reasons: bool) -> str:
    lines = []
    for shown in item.options:
        verdict = f" <b>{'right' if shown.option.correct else 'wrong'}</b>" if with_reasons else ""
        why = html(shown.option.why) if with_reasons else ""
        lines.append(f"<div><b>{shown.letter}</b>{verdict} {_inline(shown.option.text)}{why}</div>")
    return "\n".join(lines)


def html(markdown: str) -> str:
    """Markdown as HTML; tags in it are shown as text."""
    rendered: str = _markdown().render(markdown)
    return rendered.strip().translate(_MEANT_BY_ANKI)


def _inline(markdown: str) -> str:
    rendered: str = _markdown().renderInline(" ".join(markdown.split()))
    return rendered.translate(_MEANT_BY_ANKI)


def _text(plain: str) -> str:
    return escape(plain).translate(_MEANT_BY_ANKI)


def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


if TYPE_CHECKING:
    from markdown_it import MarkdownIt
