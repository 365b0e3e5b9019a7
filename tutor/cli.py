"""The `lpic-tutor` command: it parses, then calls one function elsewhere.

Everything is imported where it is used, so that `--version` and `--help` load next to nothing.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from tutor import __version__
from tutor.verbs.exam import add_exam
from tutor.verbs.export import add_export
from tutor.verbs.labs import add_labs
from tutor.verbs.lint import add_lint
from tutor.verbs.notes import add_notes
from tutor.verbs.options import add_learner_options, add_no_save
from tutor.verbs.packs import add_new_pack, add_packs
from tutor.verbs.progress import add_progress
from tutor.verbs.questions import add_questions
from tutor.verbs.quiz import add_quiz
from tutor.verbs.sandbox import add_sandbox
from tutor.verbs.web import add_web

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Verb = Callable[[argparse.Namespace], int]

PROGRAM = "lpic-tutor"
USAGE_ERROR = 2


def parser() -> argparse.ArgumentParser:
    """The whole command line, verbs included."""
    top = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Learn LPIC-3 305 objective 352.4, Container Orchestration Platforms, in a terminal: notes, "
        "questions, mock exams and labs on a simulated Docker Swarm. Without a verb the tutor opens.",
    )
    top.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    add_learner_options(top, at_top=True)
    add_no_save(top, at_top=True)
    top.add_argument("--choose-profile", action="store_true", help="ask first whose progress it is")
    top.add_argument("--visitor", action="store_true", help=argparse.SUPPRESS)
    top.set_defaults(verb=_open)
    verbs = top.add_subparsers(title="verbs", metavar="VERB")
    add_quiz(verbs)
    add_exam(verbs)
    add_progress(verbs)
    add_export(verbs)
    add_lint(verbs)
    add_labs(verbs)
    add_notes(verbs)
    add_questions(verbs)
    add_packs(verbs)
    add_new_pack(verbs)
    add_sandbox(verbs)
    add_web(verbs)
    _add_completion(verbs)
    return top


def _add_completion(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    completion = verbs.add_parser(
        "completion",
        help="print a completion script for a shell",
        description="Print a completion script: bash and zsh source it, tcsh evaluates it.",
    )
    completion.add_argument("shell", choices=["bash", "zsh", "tcsh"])
    completion.set_defaults(verb=_completion)


# ---------------------------------------------------------------------- verbs
def _open(arguments: argparse.Namespace) -> int:
    from tutor.tui.launch import Start, run_app

    start = Start(
        tuple(arguments.content or ()),
        keep=not arguments.no_save,
        choose=arguments.choose_profile,
        visitor=arguments.visitor,
    )
    return run_app(arguments.profile, start)


def _completion(arguments: argparse.Namespace) -> int:
    import shtab

    print(shtab.complete(parser(), shell=arguments.shell))
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status. What the user can mend is told in one line."""
    arguments = parser().parse_args(argv)
    try:
        status: int = arguments.verb(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # the reader of our output has gone; nothing is left to say, not even at interpreter exit
        sys.stdout = None
        return 0
    except Exception as error:
        from tutor.plain.failure import told

        message = told(error)
        if message is None:
            raise
        if isinstance(error, OSError) and error.filename is None:
            sys.stdout = None  # what could not be written is not tried once more at interpreter exit
        print(f"{PROGRAM}: {message}", file=sys.stderr)
        return USAGE_ERROR
    return status
