"""`lpic-tutor questions`: a second pass over the bank by somebody who does not see the keys.

`export --blind` writes every question without key, reasons and source; the answers to it are a file of the same
slugs (`answers:` slug -> letters, or the options' own words, or typed text; `remarks:` slug -> text). `compare` grades
them as it grades a learner and tells every difference. Answers that are kept for long name options by their words,
which do not change when options change places.
"""

from __future__ import annotations

import string
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import yaml

from tutor.library.packs import find_packs, load_pack
from tutor.library.question import FillIn
from tutor.library.yaml_source import read_yaml
from tutor.paths import content_roots, learner_paths
from tutor.session.judging import LateJudge
from tutor.study.grade import grade, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tutor.library.question import Choice, Question
    from tutor.study.attempt import Answer
    from tutor.study.grade import CommandJudge

LETTERS = string.ascii_uppercase
_HEAD = """\
# Answer from documentation. Under `answers:` write for each slug the letters of the options that are right ([A] or
# [B, D]), or the text that you would type; under `remarks:` what is wrong or unclear with a question, by slug.
"""


class UnusableAnswers(ValueError):
    """The file of answers cannot be used; the message says where and why."""

    for_the_user = True


class OptionGone(LookupError):
    """An option that was named by its words has other words now."""


class BlindAnswers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody answered who did not see the keys."""

    answers: dict[str, list[str] | str]
    by: str = ""
    remarks: dict[str, str] = {}


@dataclass(slots=True)
class Comparison:
    """Answers held against the keys."""

    agreed: list[str] = field(default_factory=list)
    differ: dict[str, str] = field(default_factory=dict)
    """Slug -> what was answered, what the key says."""
    unknown: list[str] = field(default_factory=list)
    """Slugs that the bank does not have (any more)."""
    unasked: list[str] = field(default_factory=list)
    """Questions of the bank that nobody answered."""

    @property
    def closing_line(self) -> str:
        asked = len(self.agreed) + len(self.differ)
        return (
            f"{asked} answered, {len(self.agreed)} agree, {len(self.differ)} differ, {len(self.unasked)} not answered"
        )


def questions_of(topics: Sequence[str], content: tuple[Path, ...], profile: str | None) -> list[Question]:
    """The questions of every pack, of these topics only when some are named."""
    packs = [load_pack(root) for root in find_packs(content_roots(learner_paths(profile), content))]
    return [one for pack in packs for one in pack.questions.values() if not topics or one.topic in topics]


def export_blind(questions: Iterable[Question], file: Path) -> int:
    """Write the questions without anything that tells their keys."""
    shown = [_blind(question) for question in questions]
    text = yaml.safe_dump({"questions": shown}, sort_keys=False, allow_unicode=True, width=110)
    file.write_text(_HEAD + text, encoding="utf-8")
    sys.stdout.write(f"{len(shown)} questions written to {file}\n")
    return 0 if shown else 1


def _blind(question: Question) -> dict[str, Any]:
    entry: dict[str, Any] = {"slug": question.slug, "topic": question.topic, "stem": question.stem.strip()}
    if question.exhibit:
        entry["exhibit"] = question.exhibit.text
    if isinstance(question, FillIn):
        entry["type"] = {"words": "a word or phrase", "command": "a command"}.get(question.judge, "a command")
        if question.setup:
            entry["situation"] = list(question.setup)
    else:
        entry["options"] = {LETTERS[n]: option.text for n, option in enumerate(question.options)}
    return entry


def compare(questions: Sequence[Question], file: Path) -> int:
    """Tell where the answers in `file` differ from the keys; 0 when none does."""
    try:
        given = msgspec.convert(read_yaml(file), BlindAnswers)
    except msgspec.ValidationError as error:
        raise UnusableAnswers(f"{file}: {error}") from None
    result = compared(questions, given, LateJudge())
    for slug, difference in result.differ.items():
        remark = given.remarks.get(slug, "")
        sys.stdout.write(f"{slug}: {difference}{f' ({remark})' if remark else ''}\n")
    for slug in result.unknown:
        sys.stdout.write(f"{slug}: there is no such question\n")
    sys.stdout.write(f"{result.closing_line}\n")
    return 1 if result.differ or result.unknown else 0


def compared(questions: Iterable[Question], given: BlindAnswers, judge: CommandJudge) -> Comparison:
    """Grade each answer as a learner's. Raises UnusableAnswers for letters that a question does not have."""
    result = Comparison()
    bank = {question.slug: question for question in questions}
    for slug, answer in given.answers.items():
        question = bank.get(slug)
        if question is None:
            result.unknown.append(slug)
            continue
        try:
            correct = grade(question, _as_typed(question, answer), judge).correct
        except OptionGone as gone:
            result.differ[slug] = f"answered {str(gone)!r}, which has other words now: to be answered anew"
            continue
        if correct:
            result.agreed.append(slug)
        else:
            result.differ[slug] = f"answered {_plain(answer)}, the key is {_key(question)}"
    result.unasked = [slug for slug in bank if slug not in given.answers]
    return result


def _as_typed(question: Question, answer: list[str] | str) -> Answer:
    if isinstance(question, FillIn):
        return answer if isinstance(answer, str) else " ".join(answer)
    chosen = [answer] if isinstance(answer, str) else answer
    return tuple(sorted(_place(question, one) for one in chosen))


def _place(question: Choice, named: str) -> int:
    """Which option is named, by its letter or by its words. Raises UnusableAnswers, OptionGone."""
    texts = [one_line(option.text) for option in question.options]
    if one_line(named) in texts:
        return texts.index(one_line(named))
    allowed = LETTERS[: len(texts)]
    letter = named.strip().upper()
    if len(letter) > 1:
        raise OptionGone(named)
    if letter not in allowed:
        raise UnusableAnswers(f"{question.slug}: {named!r} is none of the options {', '.join(allowed)}")
    return allowed.index(letter)


def _key(question: Question) -> str:
    if isinstance(question, FillIn):
        return repr(question.answers[0])
    return ", ".join(LETTERS[place] for place in question.key)


def _plain(answer: list[str] | str) -> str:
    return repr(answer) if isinstance(answer, str) else ", ".join(answer)
