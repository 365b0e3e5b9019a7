"""Logs of several machines become one, in any order, any number of times."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.progress.test_progress import attempt, lab_attempt
from tutor.exchange.lines import line_of, row_of
from tutor.exchange.transfer import UnusableLog, log_of, read_log, take_in, take_in_files, write_log
from tutor.exchange.union import union
from tutor.progress.progress import Progress
from tutor.progress.records import (
    ChallengeLabRecord,
    ChallengeRecord,
    LabRun,
    MockAnswer,
    MockRecord,
    ReadingPosition,
    Report,
    Spot,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.exchange.lines import Row

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)

names = st.sampled_from(["a", "b", "c"])
times = st.integers(0, 3).map(lambda minutes: (NOW + timedelta(minutes=minutes)).isoformat(timespec="microseconds"))
bits = st.integers(0, 1)
ended = st.none() | times
rows: st.SearchStrategy[Row] = st.one_of(
    st.fixed_dictionaries({
        "type": st.just("attempt"), "uuid": names, "at": times, "pack": st.just("demo"), "item": names,
        "kind": st.just("single"), "pack_version": st.just("1"), "answer": st.sampled_from(["[0]", '"x"']),
        "correct": bits, "confidence": st.just("sure"), "seconds": st.just(1.0), "mode": st.just("practice"),
    }),
    st.fixed_dictionaries({"type": st.just("retraction"), "attempt": names, "at": times}),
    st.fixed_dictionaries({
        "type": st.just("own_note"), "uuid": names, "at": times, "pack": st.just("demo"),
        "kind": st.sampled_from(["section", "question"]), "name": names, "text": names,
    }),
    st.fixed_dictionaries({"type": st.just("flag"), "pack": names, "item": names, "flagged": bits, "at": times}),
    st.fixed_dictionaries({
        "type": st.just("mock"), "uuid": names, "pack": st.just("demo"), "pack_version": st.just("1"),
        "title": st.just("t"), "started_at": times, "seconds_total": st.just(60.0),
        "seconds_left": st.sampled_from([10.0, 20.0]), "position": bits, "finished_at": ended, "discarded_at": ended,
        "answers": st.just([{
            "number": 0, "item": "q", "layout": "[1,0]", "answer": None, "confidence": "", "flagged": 0,
            "seconds": 0.0, "answered_at": None,
        }]),
    }),
    st.fixed_dictionaries({
        "type": st.just("lab_attempt"), "uuid": names, "at": times, "pack": st.just("demo"), "lab": names,
        "pack_version": st.just("1"), "run": names, "mode": st.sampled_from(["lab", "challenge"]),
        "outcome": st.sampled_from(["solved", "given up", "reset", "failed"]), "goals": st.just(2),
        "goals_met": st.just('["a"]'), "hints": st.just('{"b":2}'), "solution_shown": bits, "seconds": st.just(1.0),
    }),
    st.fixed_dictionaries({
        "type": st.just("challenge"), "uuid": names, "pack": st.just("demo"), "pack_version": st.just("1"),
        "title": st.just("t"), "seed": st.just(7), "started_at": times, "seconds_total": st.just(60.0),
        "seconds_left": st.sampled_from([10.0, 20.0]), "position": bits, "finished_at": ended, "discarded_at": ended,
        "labs": st.just([{
            "number": 0, "lab": "moor", "begun_at": None, "seconds": 0.0, "journal": "[]", "stages_met": 0,
            "verdicts": '[["runs",false,"want 1"]]',
        }]),
    }),
)  # fmt: skip
logs = st.lists(rows, max_size=12)


@given(logs, logs, logs)
def test_the_union_knows_no_order_and_no_number_of_times(one: list[Row], two: list[Row], three: list[Row]) -> None:
    merged = union(one, two, three)
    assert union(three, one, two) == merged
    assert union(union(two, one).values(), union(three, two).values()) == merged
    assert union(merged.values(), one, merged.values()) == merged


@given(rows)
def test_a_record_is_the_same_after_its_line(row: Row) -> None:
    assert row_of(line_of(row)) == row


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    progress = Progress.open(tmp_path / "one.db")
    yield progress
    progress.close()


def filled(progress: Progress) -> Progress:
    progress.attempts.add([attempt("a"), attempt("b", kind="fill", answer="docker ps")])
    progress.attempts.retract("b", NOW)
    progress.mocks.begin(MockRecord("m", "demo", "1", "Slice", NOW, 60, 50, (MockAnswer("q", (1, 0)), MockAnswer("r"))))
    progress.labs.save_lab(LabRun("l", "demo", "moor", "1", NOW, NOW, journal=({"line": "docker ps"},), hints={"g": 2}))
    progress.lab_log.add([lab_attempt("x")])
    step = ChallengeLabRecord("moor", NOW, 3.0, ({"do": "wait", "at": 1},), 0, (Verdict("runs", False, "want 1"),))
    progress.challenges.begin(ChallengeRecord("c", "demo", "1", "Short", 7, NOW, 60, 50, (step,)))
    progress.marks.flag("demo", "q", True, NOW)
    progress.marks.report(Report("r", NOW, "demo", "q", "1", "two are right"))
    progress.marks.read("demo", ReadingPosition("boats", "parts", NOW))
    progress.margin.bookmark("demo", Spot("section", "boats/parts"), True, NOW)
    progress.margin.write("demo", Spot("question", "q"), "mine", NOW)
    return progress


def test_a_log_goes_through_a_file_into_an_empty_database_whole(progress: Progress, tmp_path: Path) -> None:
    log = log_of(filled(progress))
    file = tmp_path / "log.jsonl"
    assert write_log(log, file) == len(log) == 12
    other = Progress.open(tmp_path / "two.db")
    assert take_in_files(other, [file]) == 12
    assert take_in_files(other, [file, file]) == 0
    assert log_of(other) == log
    assert other.mocks.unfinished("demo") == progress.mocks.unfinished("demo")
    assert other.labs.of("demo") == progress.labs.of("demo")
    assert other.lab_log.of("demo") == [lab_attempt("x")]
    assert other.challenges.unfinished("demo") == progress.challenges.unfinished("demo")
    assert other.attempts.of("demo") == [attempt("a")]
    assert other.margin.notes("demo") == progress.margin.notes("demo")
    assert other.margin.bookmarks("demo") == progress.margin.bookmarks("demo")
    other.close()


@settings(max_examples=25)
@given(mine=logs, theirs=logs)
def test_two_databases_that_take_each_other_in_are_alike(mine: list[Row], theirs: list[Row]) -> None:
    one, two = (Progress.without_keeping(Path(name)) for name in ("nowhere/one.db", "nowhere/two.db"))
    take_in(one, mine)
    take_in(two, theirs)
    take_in(one, log_of(two))
    take_in(two, log_of(one))
    assert log_of(one) == log_of(two)
    one.close()
    two.close()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no file that"),
        ("\xff\n", "no file that"),
        ('{"type":"lpic-tutor-progress","version":2}\n', "update lpic-tutor"),
        ('{"type":"lpic-tutor-progress","version":1}\n{"type":"attempt"}\n', ":2: "),
        ('{"type":"lpic-tutor-progress","version":1}\n{"type":"retraction","attempt":"a","at":"2026-11-24"}\n', ":2: "),
        (
            '{"type":"lpic-tutor-progress","version":1}\n'
            '{"type":"retraction","attempt":"a","at":"0001-01-01T00:00:00+09:00"}\n',
            ":2: ",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_nothing_taken_in(
    progress: Progress, tmp_path: Path, text: str, told: str
) -> None:
    bad, good = tmp_path / "bad.jsonl", tmp_path / "good.jsonl"
    bad.write_text(text, encoding="latin-1")
    head = {"type": "lpic-tutor-progress", "version": 1}
    mark = {"type": "retraction", "attempt": "a", "at": "2026-11-24T09:00:00Z"}
    good.write_text(f"{json.dumps(head)}\n{json.dumps(mark)}\n", encoding="utf-8")
    assert len(read_log(good)) == 1
    with pytest.raises(UnusableLog, match=told):
        take_in_files(progress, [good, bad])
    assert log_of(progress) == []
