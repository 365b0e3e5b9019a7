"""`lpic-tutor quiz`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tutor.verbs.options import add_learner_options, add_no_save, positive

if TYPE_CHECKING:
    import argparse

    from tutor.verbs.options import Verbs

USAGE_ERROR = 2
WHICH = ("all", "due", "unseen", "missed", "flagged", "sure-wrong", "lapsed", "leech")
"""As `tutor.session.selection` has them, written out so that `--help` loads nothing."""


def add_quiz(verbs: Verbs) -> None:
    quiz = verbs.add_parser(
        "quiz",
        help="practise in line mode, for screen readers, pipes and plain terminals",
        description="Practise in lines: a question, an answer (one line of standard input), the reason for every "
        "option. Every answer is recorded at once; the end of input ends the practice.",
    )
    quiz.add_argument("--plain", action="store_true", help="line mode (the practice on a screen is in lpic-tutor)")
    quiz.add_argument("--topic", metavar="TOPIC", default="", help="only questions of this topic")
    quiz.add_argument("--count", metavar="N", type=positive, default=0, help="at most so many questions")
    quiz.add_argument("--which", choices=WHICH, default="all", help="which questions (default: all)")
    add_learner_options(quiz)
    add_no_save(quiz)
    quiz.set_defaults(verb=_quiz)


def _quiz(arguments: argparse.Namespace) -> int:
    if not arguments.plain:
        sys.stderr.write(
            "lpic-tutor: `quiz` needs --plain; the practice on a screen is in `lpic-tutor`, under Practise\n"
        )
        return USAGE_ERROR
    from tutor.plain.quiz import quiz
    from tutor.session.selection import Selection

    selection = Selection(arguments.which, topic=arguments.topic, limit=arguments.count)
    return quiz(selection, tuple(arguments.content or ()), arguments.profile, keep=not arguments.no_save)
