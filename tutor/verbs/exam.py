"""`lpic-tutor exam` and its actions `make` and `report`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.verbs.options import add_learner_options, add_no_save, positive

if TYPE_CHECKING:
    import argparse

    from tutor.session.mock_plan import MockPlan
    from tutor.verbs.options import Verbs

USAGE_ERROR = 2
PRESETS = ("slice", "full")
ASKED = ("all", "unseen", "missed")
"""As `tutor.session.mock_plan` has them, written out so that `--help` loads nothing."""


def add_exam(verbs: Verbs) -> None:
    exam = verbs.add_parser(
        "exam",
        help="sit a mock exam in line mode, make a paper for a class, write a report",
        description="Sit a mock exam in lines, one answer for each line of standard input; the reasons come at the "
        "end. An unfinished exam is gone on with. Every answer is kept at once; the end of input leaves the exam for "
        "later.",
    )
    exam.add_argument("--plain", action="store_true", help="line mode (the exam on a screen is in lpic-tutor)")
    _add_plan_options(exam)
    exam.add_argument(
        "--which", choices=ASKED, default="all", help="only questions never answered, or answered wrong (default: all)"
    )
    exam.add_argument("--seed", metavar="SEED", default="", help="the same words give the same paper to everybody")
    exam.add_argument("--discard", action="store_true", help="throw an unfinished exam away and begin a new one")
    add_learner_options(exam)
    add_no_save(exam)
    exam.set_defaults(verb=_exam)
    actions = exam.add_subparsers(title="actions", metavar="ACTION")
    _add_make(actions)
    _add_report(actions)


def _add_plan_options(to: argparse.ArgumentParser) -> None:
    to.add_argument(
        "--preset",
        choices=PRESETS,
        default="",
        help="slice: 20 questions in 30 minutes; full: 60 in 90 (default: slice)",
    )
    to.add_argument("--topics", metavar="TOPIC", nargs="+", action="extend", default=[], help="only these topics")
    to.add_argument("--count", metavar="N", type=positive, default=0, help="how many questions")
    to.add_argument(
        "--minutes", metavar="N", type=positive, default=0, help="how long (default: a minute and a half a question)"
    )


def _add_make(actions: Verbs) -> None:
    make = actions.add_parser(
        "make",
        help="write a paper for a class, and its key into another file",
        description="Write an exam paper and, into a file of its own, its key with the reasons. The same seed gives "
        "the same paper on every machine with the same pack; `exam --plain --seed SEED` sits it.",
    )
    make.add_argument("--seed", metavar="SEED", required=True, help="which paper: any words")
    _add_plan_options(make)
    make.add_argument("--pack", metavar="PACK", default="", help="of this pack (default: the first there is)")
    make.add_argument(
        "--out", metavar="FILE", type=Path, help="the paper; .txt: plain text, else Markdown (default: exam-SEED.md)"
    )
    make.add_argument("--key", metavar="FILE", type=Path, help="the key (default: beside the paper, named -key)")
    add_learner_options(make)
    make.set_defaults(verb=_make)


def _add_report(actions: Verbs) -> None:
    report = actions.add_parser(
        "report",
        help="write the report of a finished mock exam as Markdown or JSON",
        description="Write the report of a finished mock exam: results with intervals, times, lists, every question, "
        "and what changed against earlier ones.",
    )
    report.add_argument("number", metavar="N", type=positive, nargs="?", default=1, help="1 (default): the last one")
    report.add_argument("--list", action="store_true", help="list all of them instead")
    report.add_argument("--json", action="store_true", help="JSON instead of Markdown (a FILE that ends in .json, too)")
    report.add_argument("--out", metavar="FILE", type=Path, help="write it to this file (default: standard output)")
    add_learner_options(report)
    report.set_defaults(verb=_report)


def _plan(arguments: argparse.Namespace, asked: str) -> MockPlan:
    from tutor.session.mock_plan import ASKED, plan_from

    which = next(one for one in ASKED if one == asked)
    return plan_from(
        arguments.preset, arguments.count, arguments.minutes, tuple(arguments.topics), which, arguments.seed
    )


def _exam(arguments: argparse.Namespace) -> int:
    if not arguments.plain:
        sys.stderr.write("lpic-tutor: `exam` needs --plain; the exam on a screen is in `lpic-tutor`, under Mock exam\n")
        return USAGE_ERROR
    from tutor.plain.exam import exam

    plan, keep = _plan(arguments, arguments.which), not arguments.no_save
    return exam(plan, arguments.discard, tuple(arguments.content or ()), arguments.profile, keep=keep)


def _make(arguments: argparse.Namespace) -> int:
    from tutor.plain.exam_paper import make_paper

    content = tuple(arguments.content or ())
    return make_paper(_plan(arguments, "all"), arguments.pack, arguments.out, arguments.key, content, arguments.profile)


def _report(arguments: argparse.Namespace) -> int:
    from tutor.plain.exam_report import list_reports, write_report

    content = tuple(arguments.content or ())
    if arguments.list:
        return list_reports(content, arguments.profile)
    return write_report(arguments.number, arguments.json, arguments.out, content, arguments.profile)
