"""`lpic-tutor exam`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tutor.verbs.options import add_learner_options, add_no_save

if TYPE_CHECKING:
    import argparse

    from tutor.verbs.options import Verbs

USAGE_ERROR = 2
PRESETS = ("slice", "full")
"""As `tutor.session.mock` has them, written out so that `--help` loads nothing."""


def add_exam(verbs: Verbs) -> None:
    exam = verbs.add_parser(
        "exam",
        help="sit a mock exam in line mode, for screen readers, pipes and plain terminals",
        description="Sit a mock exam in lines, one answer for each line of standard input; the reasons come at the "
        "end. An unfinished exam is gone on with. Every answer is kept at once; the end of input leaves the exam for "
        "later.",
    )
    exam.add_argument("--plain", action="store_true", help="line mode (the exam on a screen is in lpic-tutor)")
    exam.add_argument(
        "--preset",
        choices=PRESETS,
        default="slice",
        help="slice: 20 questions in 30 minutes; full: 60 in 90 (default: slice)",
    )
    exam.add_argument("--discard", action="store_true", help="throw an unfinished exam away and begin a new one")
    add_learner_options(exam)
    add_no_save(exam)
    exam.set_defaults(verb=_exam)


def _exam(arguments: argparse.Namespace) -> int:
    if not arguments.plain:
        sys.stderr.write("lpic-tutor: `exam` needs --plain; the exam on a screen is in `lpic-tutor`, under Mock exam\n")
        return USAGE_ERROR
    from tutor.plain.exam import exam

    keep = not arguments.no_save
    return exam(arguments.preset, arguments.discard, tuple(arguments.content or ()), arguments.profile, keep=keep)
