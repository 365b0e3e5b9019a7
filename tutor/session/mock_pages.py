"""The report of a mock exam as a file: Markdown to read, JSON to count with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tutor.session.mock_history import comparison
from tutor.session.question_page import answer_words, code, key_lines, question_lines, section_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from tutor.library.pack import Pack
    from tutor.session.mock_report import MockReport, MockResult
    from tutor.study.score import Score

FORMAT, VERSION = "lpic-tutor-mock-report", 1
LISTS: tuple[tuple[str, str], ...] = (
    ("wrong", "Wrong"),
    ("unanswered", "Not answered"),
    ("unsure_right", "Unsure, but right"),
    ("sure_wrong", "Sure, but wrong"),
    ("slow", "Slow"),
)
"""(field of the report, title): the lists that can be drilled."""


def clock(seconds: float) -> str:
    """`1:05:09` or `27:30`."""
    minutes, rest = divmod(max(int(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def time_words(report: MockReport) -> str:
    """`Time used: 12:30 of 30:00; 45 s for a question on average.`"""
    used = f"Time used: {clock(report.seconds_used)} of {clock(report.seconds_total)}"
    average = f"; {report.seconds_per_question:.0f} s for an answered question on average"
    return f"{used}{average if report.seconds_per_question else ''}."


def notices(report: MockReport) -> Iterator[str]:
    """What is not in the numbers, and why."""
    left_out = sum(result.reported for result in report.results)
    if left_out:
        yield f"Left out of every number, because you reported them as wrong: {left_out}."
    if report.retired:
        yield f"No longer in the pack, so not in this report: {report.retired}. Your answers to them are kept."


# ---------------------------------------------------------------------- Markdown
def as_markdown(report: MockReport, reports: Sequence[MockReport], pack: Pack, day: Callable[[datetime], date]) -> str:
    """The whole report; `reports` are all of them, newest first, for the comparison."""
    lines = [f"# Mock exam of {day(report.finished_at)}", "", f"{report.title}. Pack {pack.slug}, {pack.version}.", ""]
    lines += [f"All together: {report.total.words}. {time_words(report)}", "", *(f"{one}\n" for one in notices(report))]
    lines += ["Unanswered questions count as wrong. Intervals are 95 % Wilson intervals.", ""]
    lines += _scores("By topic", "Topic", {pack.topic(s).title: score for s, score in report.by_topic.items()})
    lines += _scores(
        "By key-knowledge area", "Area", {pack.area(s).title: score for s, score in report.by_area.items()}
    )
    lines += _compared(report, reports, pack, day)
    lines += ["## Lists", ""]
    for name, title in LISTS:
        slugs = getattr(report, name)
        names = f" ({', '.join(code(slug) for slug in slugs)})" if slugs else ""
        lines.append(f"- {title}: {len(slugs)}{names}")
    lines += ["", "## Every question", "", *_table(_HEAD, (_row(n, one, report) for n, one in _numbered(report))), ""]
    lines += ["## What was not right", ""]
    for number, result in _numbered(report):
        if not result.grade.correct:
            lines += question_lines(result.item, f"Question {number}")
            lines += [f"Your answer: {answer_words(result.item, result.answer)}.", ""]
            lines += key_lines(result.item, f"Key of question {number}", pack)
    return "\n".join(lines).rstrip("\n") + "\n"


_HEAD = ("No.", "Question", "Result", "Sure", "Seconds", "Times the average")


def _numbered(report: MockReport) -> Iterable[tuple[int, MockResult]]:
    return enumerate(report.results, 1)


def _row(number: int, result: MockResult, report: MockReport) -> tuple[str, ...]:
    state = "not answered" if result.answer is None else "right" if result.grade.correct else "wrong"
    state += ", reported" if result.reported else ""
    times = f"{report.times_average(result):.1f}" if result.answer is not None else ""
    return (str(number), code(result.item.question.slug), state, result.confidence, f"{result.seconds:.0f}", times)


def _scores(heading: str, first: str, scores: Mapping[str, Score]) -> list[str]:
    rows = ((title, str(score.correct), str(score.answers), share_words(score)) for title, score in scores.items())
    return [f"## {heading}", "", *_table((first, "Right", "Of", "Share (95 % interval)"), rows), ""]


def share_words(score: Score) -> str:
    """`70 % (48 to 85 %)`, or why there is none."""
    return score.words.partition(": ")[2] or score.words


def _compared(
    report: MockReport, reports: Sequence[MockReport], pack: Pack, day: Callable[[datetime], date]
) -> list[str]:
    against = comparison(report, reports)
    if against is None:
        return []
    rows = [
        (pack.topic(slug).title, of(change.now), of(against.previous_by_topic[slug]), of(change.before), change.words)
        for slug, change in against.by_topic.items()
    ]
    total = against.total
    rows.append(("All together", of(total.now), of(against.previous.total), of(total.before), total.words))
    head = ("Topic", "This one", f"The one before ({day(against.previous.finished_at)})", "All before", "Change")
    note = "The change is against all earlier ones together: better or worse only where chance would hardly do it."
    return ["## Against earlier ones", "", note, "", *_table(head, rows), ""]


def of(score: Score) -> str:
    """`6 of 7`."""
    return f"{score.correct} of {score.answers}" if score.answers else "none"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


# ---------------------------------------------------------------------- JSON
def as_json(report: MockReport, pack: Pack) -> str:
    """The same in numbers. Slugs name questions, topics, areas; `answer` and `right` are letters as shown, or text."""
    document = {
        "type": FORMAT,
        "version": VERSION,
        "mock": report.uuid,
        "title": report.title,
        "finished_at": report.finished_at.isoformat(),
        "pack": pack.slug,
        "pack_version": report.pack_version,
        "seconds_used": round(report.seconds_used, 1),
        "seconds_total": report.seconds_total,
        "seconds_per_question": round(report.seconds_per_question, 1),
        "total": _score(report.total),
        "topics": {slug: _score(score) for slug, score in report.by_topic.items()},
        "areas": {slug: _score(score) for slug, score in report.by_area.items()},
        "lists": {name: list(getattr(report, name)) for name, _ in LISTS},
        "retired": report.retired,
        "questions": [_question(number, result, report, pack) for number, result in _numbered(report)],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _score(score: Score) -> dict[str, Any]:
    interval = score.interval
    return {
        "correct": score.correct,
        "answers": score.answers,
        "low": round(interval.low, 4),
        "high": round(interval.high, 4),
    }


def _question(number: int, result: MockResult, report: MockReport, pack: Pack) -> dict[str, Any]:
    question = result.item.question
    return {
        "number": number,
        "question": question.slug,
        "topic": question.topic,
        "area": question.area,
        "section": question.section,
        "notes": section_words(question, pack),
        "answer": result.answer if isinstance(result.answer, str) else _letters(result, chosen=True),
        "right": list(getattr(question, "answers", ())) or _letters(result, chosen=False),
        "correct": result.grade.correct,
        "confidence": result.confidence,
        "flagged": result.flagged,
        "reported": result.reported,
        "seconds": round(result.seconds, 1),
        "times_average": round(report.times_average(result), 2),
    }


def _letters(result: MockResult, *, chosen: bool) -> list[str] | None:
    """The letters that were chosen (None: nothing was), or those that are right."""
    if not chosen:
        return [shown.letter for shown in result.item.options if shown.option.correct]
    if result.answer is None:
        return None
    return [shown.letter for shown in result.item.options if shown.index in result.answer]
