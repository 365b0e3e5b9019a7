"""`progress summary`: how a group of learners stands, from the logs they exported."""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.exchange.transfer import read_log
from tutor.exchange.union import union
from tutor.paths import learner_paths
from tutor.session.question_page import section_words
from tutor.session.shelf import take_pack
from tutor.study.score import Score, score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tutor.exchange.lines import Row
    from tutor.library.pack import Pack

MOST_MISSED = 10
"""Questions that are named."""
STEM = 70
"""Characters of a stem that are shown."""


@dataclass(frozen=True, slots=True)
class Learner:
    """One member of the group. Files that share an answer are of one learner."""

    name: str
    latest: Mapping[str, bool]
    """Question -> whether its latest answer is right; taken back and reported ones are left out."""
    reported: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    learners: tuple[Learner, ...]
    pack: Pack
    retired: int
    """Answered questions that the pack does not have (any more)."""

    def by_topic(self) -> dict[str, Score]:
        """All learners together, the weakest topic first: of few answers little is believed."""
        results: dict[str, list[bool]] = defaultdict(list)
        for learner in self.learners:
            for slug, correct in learner.latest.items():
                results[self.pack.questions[slug].topic].append(correct)
        scores = {topic: score(found) for topic, found in results.items()}
        total = sum(scores.values(), Score())
        return dict(sorted(scores.items(), key=lambda entry: _drawn(entry[1], total)))

    def of_topic(self, topic: str) -> list[Score]:
        """Each learner who has answered questions of it."""
        topic_of = {slug: question.topic for slug, question in self.pack.questions.items()}
        each = [score(right for slug, right in one.latest.items() if topic_of[slug] == topic) for one in self.learners]
        return [one for one in each if one.answers]

    def most_missed(self) -> list[tuple[str, Score]]:
        """Questions that were wrong, the one that most learners have wrong first."""
        results: dict[str, list[bool]] = defaultdict(list)
        for learner in self.learners:
            for slug, correct in learner.latest.items():
                results[slug].append(correct)
        scores = [(slug, score(found)) for slug, found in results.items() if not all(found)]
        return sorted(scores, key=lambda entry: (entry[1].correct - entry[1].answers, entry[1].share, entry[0]))

    def reported(self) -> dict[str, int]:
        """Question -> how many learners say that it is wrong."""
        counts: dict[str, int] = defaultdict(int)
        for learner in self.learners:
            for slug in learner.reported & self.pack.questions.keys():
                counts[slug] += 1
        return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def _drawn(one: Score, total: Score) -> float:
    """The share, few answers drawn towards that of all: as if there were four more at it."""
    return (one.correct + 4 * total.share) / (one.answers + 4)


def group_of(files: Sequence[tuple[str, Sequence[Row]]], pack: Pack) -> Group:
    """`files` are (name, log). Logs of one learner's several machines are put together."""
    learners, retired = [], set()
    for names, logs in _same_learner(files):
        rows = union(*logs).values()
        learner = _learner(names, rows, pack)
        learners.append(learner)
        retired |= {row["item"] for row in _attempts(rows, pack)} - pack.questions.keys()
    return Group(tuple(learners), pack, len(retired))


def _same_learner(files: Sequence[tuple[str, Sequence[Row]]]) -> list[tuple[list[str], list[Sequence[Row]]]]:
    """Files by learner: those with an answer in common, directly or through others."""
    groups: list[tuple[set[str], list[str], list[Sequence[Row]]]] = []
    for name, rows in files:
        answers = {row["uuid"] for row in rows if row["type"] == "attempt"}
        near = [group for group in groups if group[0] & answers]
        groups = [group for group in groups if group not in near]
        merged = (answers, [name], [rows])
        for group in near:
            merged = (merged[0] | group[0], [*group[1], *merged[1]], [*group[2], *merged[2]])
        groups.append(merged)
    return [(names, logs) for _, names, logs in groups]


def _attempts(rows: Iterable[Row], pack: Pack) -> list[Row]:
    """What counts, the oldest first."""
    rows = list(rows)
    gone = {row["attempt"] for row in rows if row["type"] == "retraction"}
    found = [row for row in rows if row["type"] == "attempt" and row["pack"] == pack.slug and row["uuid"] not in gone]
    return sorted(found, key=lambda row: (row["at"], row["uuid"]))


def _learner(names: Sequence[str], rows: Iterable[Row], pack: Pack) -> Learner:
    rows = list(rows)
    reported = frozenset(row["item"] for row in rows if row["type"] == "report" and row["pack"] == pack.slug)
    latest = {row["item"]: bool(row["correct"]) for row in _attempts(rows, pack)}
    counted = {slug: right for slug, right in latest.items() if slug in pack.questions and slug not in reported}
    return Learner(" + ".join(names), counted, reported)


# ---------------------------------------------------------------------- in words
def summarise(files: Sequence[Path], pack_slug: str, content: tuple[Path, ...], profile: str | None) -> int:
    """Print it. Raises UnusableLog, OSError, SessionError, ContentError."""
    logs = [(file.stem, read_log(file)) for file in files]
    group = group_of(logs, take_pack(pack_slug, learner_paths(profile), content))
    for line in lines(group):
        sys.stdout.write(f"{''.join(sign if sign.isprintable() else '?' for sign in line)}\n")
    return 0


def lines(group: Group) -> Iterator[str]:
    """The picture, a line each."""
    pack = group.pack
    yield f"{_people(len(group.learners))}; pack {pack.slug}, {pack.version}; latest answer to each question"
    for learner in group.learners:
        yield f"  {learner.name}: {score(learner.latest.values()).words}"
    yield ""
    yield "Topics, the weakest first"
    for topic, result in group.by_topic().items():
        each = group.of_topic(topic)
        yield f"  {pack.topic(topic).title}: {_people(len(each))}, {result.words}{_range(each)}"
    yield from _questions("Most missed", group.most_missed()[:MOST_MISSED], pack)
    if group.reported():
        yield ""
        yield "Reported as wrong (left out for those who reported them); `questions reported` writes them into a file"
        for slug, count in group.reported().items():
            yield f"  {slug}: {_people(count)}"
    if group.retired:
        yield ""
        yield f"{group.retired} of the answered questions are not in this pack (any more) and left out"
    yield ""
    yield "Intervals take every answer by itself; the answers of one learner hang together, so with few learners"
    yield "they are too narrow. The range tells the lowest and the highest learner of those with ten answers or more."


def _questions(title: str, found: Sequence[tuple[str, Score]], pack: Pack) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield title
    for slug, result in found:
        question = pack.questions[slug]
        stem = " ".join(question.stem.split())
        short = stem if len(stem) <= STEM else f"{stem[: STEM - 1]}…"
        yield f"  {result.answers - result.correct} of {_people(result.answers)} wrong: {slug}"
        yield f"    {short}"
        yield f"    Notes: {section_words(question, pack)}"


def _people(count: int) -> str:
    return "1 learner" if count == 1 else f"{count} learners"


def _range(each: Sequence[Score]) -> str:
    enough = [round(one.share * 100) for one in each if one.enough]
    return f"; from {min(enough)} to {max(enough)} %" if len(enough) > 1 else ""
