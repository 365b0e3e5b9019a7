"""`lpic-tutor questions export|compare|reported`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tutor.verbs.options import add_learner_options

if TYPE_CHECKING:
    import argparse

    from tutor.verbs.options import Verbs


def add_questions(verbs: Verbs) -> None:
    questions = verbs.add_parser(
        "questions",
        help="have the bank answered without its keys; collect what learners say is wrong",
        description="A second pass over the question bank, and the questions that learners reported.",
    )
    actions = questions.add_subparsers(title="actions", metavar="ACTION", required=True)
    export = actions.add_parser(
        "export",
        help="write the questions without their keys",
        description="Write every question without key, reasons and source, to be answered by somebody else.",
    )
    export.add_argument("--blind", metavar="FILE", type=Path, required=True, help="where to write them (YAML)")
    compare = actions.add_parser(
        "compare",
        help="hold somebody's answers against the keys",
        description="Hold answers to a blind export against the keys. Exits 1 when one differs.",
    )
    compare.add_argument("file", metavar="FILE", type=Path, help="the answers (YAML)")
    _add_reported(actions)
    for action, verb in ((export, _questions_export), (compare, _questions_compare)):
        action.add_argument("--topic", metavar="TOPIC", action="append", default=[], help="only this topic; repeatable")
        add_learner_options(action)
        action.set_defaults(verb=verb)


def _add_reported(actions: Verbs) -> None:
    reported = actions.add_parser(
        "reported",
        help="write the questions that were reported as wrong, with the reasons, into one file",
        description="Write every question that was reported as wrong (key w after an answer), with the reasons, into "
        "one file: your own reports, and those of logs that others exported.",
    )
    reported.add_argument("file", metavar="FILE", type=Path, help="where to write them; .json: JSON, else Markdown")
    reported.add_argument("logs", metavar="LOG", type=Path, nargs="*", help="logs that `progress export` wrote")
    reported.add_argument("--pack", metavar="PACK", default="", help="of this pack (default: the first there is)")
    add_learner_options(reported)
    reported.set_defaults(verb=_questions_reported)


def _questions_reported(arguments: argparse.Namespace) -> int:
    from tutor.exchange.reported import write_reported

    content = tuple(arguments.content or ())
    return write_reported(arguments.file, arguments.logs, arguments.pack, content, arguments.profile)


def _questions_export(arguments: argparse.Namespace) -> int:
    from tutor.plain.questions import export_blind, questions_of

    return export_blind(
        questions_of(arguments.topic, tuple(arguments.content or ()), arguments.profile), arguments.blind
    )


def _questions_compare(arguments: argparse.Namespace) -> int:
    from tutor.plain.questions import compare, questions_of

    return compare(questions_of(arguments.topic, tuple(arguments.content or ()), arguments.profile), arguments.file)
