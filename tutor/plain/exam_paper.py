"""`lpic-tutor exam make`: a paper for a class, and its key in a file of its own. The seed says which paper it is."""

from __future__ import annotations

import io
import random
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.library.question import FillIn
from tutor.paths import learner_paths
from tutor.plain.question_lines import say_question, say_reasons
from tutor.plain.talk import Talk
from tutor.session.errors import SessionError
from tutor.session.mock_plan import PRESETS, lay_paper, title_of_paper
from tutor.session.question_page import code, key_lines, other_answers, question_lines, right_words, section_words
from tutor.session.shelf import take_pack

if TYPE_CHECKING:
    from tutor.library.pack import Pack
    from tutor.session.item import Item
    from tutor.session.mock_plan import MockPlan

WIDTH = 78
"""Columns of the text form."""
RULES = "Choose as many options as the question asks for, one where it says nothing. Only a whole answer counts."
_NAME = "Name: ______________________________    Date: ______________"


@dataclass(frozen=True, slots=True)
class ExamPaper:
    """The questions in the order to ask them. Everybody who lays it from the same pack and plan gets the same one."""

    pack: Pack
    plan: MockPlan
    items: tuple[Item, ...]

    @property
    def title(self) -> str:
        return title_of_paper(self.plan, len(self.items), self.pack)

    @property
    def origin(self) -> str:
        objective = self.pack.objective
        return f"{objective.exam}, {objective.number} {objective.title}; pack {self.pack.slug}, {self.pack.version}"


def make_paper(
    plan: MockPlan, pack_slug: str, out: Path | None, key: Path | None, content: tuple[Path, ...], profile: str | None
) -> int:
    """Write paper and key, replacing files of these names; `.txt` makes plain text, all else Markdown."""
    paper = lay(plan, take_pack(pack_slug, learner_paths(profile), content))
    out = out or Path(f"exam-{re.sub(r'[^A-Za-z0-9]+', '-', plan.seed).strip('-') or 'paper'}.md")
    key = key or out.with_name(f"{out.stem}-key{out.suffix}")
    if key.absolute() == out.absolute():
        raise SessionError("paper and key cannot be one file")
    out.write_text(paper_page(paper, text=out.suffix == ".txt"), encoding="utf-8")
    key.write_text(key_page(paper, text=key.suffix == ".txt"), encoding="utf-8")
    sys.stdout.write(f"{paper.title}\nThe paper is {out}, its key {key}\nSat at a terminal: {_sat_with(plan)}\n")
    return 0


def _sat_with(plan: MockPlan) -> str:
    """The command that sits the same paper."""
    words = ["lpic-tutor", "exam", "--plain", "--seed", plan.seed]
    if plan.slug in {preset.slug for preset in PRESETS}:
        words += ["--preset", plan.slug]
    else:
        words += ["--count", str(plan.questions), "--minutes", str(plan.minutes)]
        words += ["--topics", *plan.topics] if plan.topics else []
    return shlex.join(words)


def lay(plan: MockPlan, pack: Pack) -> ExamPaper:
    """Raises SessionError for a topic the pack does not have, and when there are no questions."""
    known = [topic.slug for topic in pack.topics]
    for slug in plan.topics:
        if slug not in known:
            raise SessionError(f"there is no topic {slug!r}; there are: {', '.join(known)}")
    items = lay_paper(pack, list(pack.questions.values()), plan, random.Random(plan.seed))
    if not items:
        raise SessionError("there are no such questions")
    return ExamPaper(pack, plan, items)


# ---------------------------------------------------------------------- the pages
def paper_page(paper: ExamPaper, *, text: bool) -> str:
    """What everybody gets."""
    if text:
        talk, page = _text_page(f"Exam: {paper.title}", paper, f"{_NAME}\n\n{RULES}")
        for number, item in enumerate(paper.items, 1):
            say_question(talk, item, f"Question {number} of {len(paper.items)}")
            if isinstance(item.question, FillIn):
                talk.say("Answer: ____________________________________________")
        return page.getvalue()
    name = _NAME.replace("_", "\\_")
    lines = [*_markdown_head("Exam", paper), name, "", RULES, ""]
    for number, item in enumerate(paper.items, 1):
        lines += question_lines(item, f"Question {number} of {len(paper.items)}")
    return "\n".join(lines)


def key_page(paper: ExamPaper, *, text: bool) -> str:
    """The key: first in short, then every reason and where to read on."""
    if text:
        talk, page = _text_page(f"Key: {paper.title}", paper, "")
        for number, item in enumerate(paper.items, 1):
            talk.say(f"{number}. {right_words(item)}")
        for number, item in enumerate(paper.items, 1):
            talk.say(f"\nQuestion {number}: {right_words(item)} ({item.question.slug})")
            if isinstance(item.question, FillIn) and (others := other_answers(item.question)):
                talk.say(f"{others}.")
            say_reasons(talk, item, (), paper.pack)
            talk.say(f"Notes: {section_words(item.question, paper.pack)}")
        return page.getvalue()
    lines = [*_markdown_head("Key", paper), "## In short", ""]
    lines += [f"{number}. {right_words(item)}" for number, item in enumerate(paper.items, 1)]
    lines += ["", "## With the reasons", ""]
    for number, item in enumerate(paper.items, 1):
        lines += key_lines(item, f"Question {number}", paper.pack)
    return "\n".join(lines)


def _markdown_head(kind: str, paper: ExamPaper) -> list[str]:
    plain = title_of_paper(paper.plan, len(paper.items), paper.pack).removesuffix(f"seed {paper.plan.seed}")
    return [f"# {kind}: {plain}seed {code(paper.plan.seed)}", "", f"{paper.origin}.", ""]


def _text_page(title: str, paper: ExamPaper, words: str) -> tuple[Talk, io.StringIO]:
    page = io.StringIO()
    talk = Talk(io.StringIO(), page, WIDTH)
    talk.say(f"{title}\n{paper.origin}\n")
    if words:
        talk.say(words)
    return talk, page
