"""The `lpic-tutor` command: it parses, then calls one function elsewhere.

Everything is imported where it is used, so that `--version` and `--help` load next to nothing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tutor import __version__

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
    _add_learner_options(top, at_top=True)
    top.set_defaults(verb=_open)
    verbs = top.add_subparsers(title="verbs", metavar="VERB")
    _add_lint(verbs)
    _add_labs(verbs)
    _add_questions(verbs)
    _add_sandbox(verbs)
    _add_completion(verbs)
    return top


def _add_learner_options(to: argparse.ArgumentParser, *, at_top: bool = False) -> None:
    """`--content` and `--profile`, wherever the learner writes them: before the verb or behind it."""
    default = None if at_top else argparse.SUPPRESS
    to.add_argument(
        "--content",
        metavar="DIR",
        type=Path,
        action="append",
        default=default,
        help="a folder with packs, or one pack; may be repeated",
    )
    to.add_argument("--profile", metavar="NAME", default=default, help="keep this learner's progress apart")


def _add_lint(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    lint = verbs.add_parser(
        "lint",
        help="check packs and tell every problem with file and line",
        description="Check packs and tell every problem with file and line. Exits 1 when there is one, or no pack.",
    )
    lint.add_argument("dir", metavar="DIR", type=Path, nargs="?", help="a pack or a folder with packs")
    _add_learner_options(lint)
    lint.set_defaults(verb=_lint)


def _add_labs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    labs = verbs.add_parser("labs", help="list labs, or prove them", description="List labs, or prove them.")
    actions = labs.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list the labs", description="List the labs of every pack.")
    _add_learner_options(listing)
    listing.set_defaults(verb=_labs_list)
    verify = actions.add_parser(
        "verify",
        help="prove that every lab can be solved and judges right",
        description="Prove each lab: its start fails every goal that is to be earned, every solution passes, "
        "every known mistake is told what it is. Exits 1 when one does not, or when there are no labs.",
    )
    verify.add_argument("slugs", metavar="LAB", nargs="*", help="only these labs")
    _add_learner_options(verify)
    verify.set_defaults(verb=_labs_verify)


def _add_questions(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    questions = verbs.add_parser(
        "questions", help="have the bank answered without its keys", description="A second pass over the question bank."
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
    for action, verb in ((export, _questions_export), (compare, _questions_compare)):
        action.add_argument("--topic", metavar="TOPIC", action="append", default=[], help="only this topic; repeatable")
        _add_learner_options(action)
        action.set_defaults(verb=verb)


def _add_sandbox(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sandbox = verbs.add_parser(
        "sandbox", help="open a free sandbox", description="Open a free sandbox: several hosts, no task."
    )
    sandbox.add_argument(
        "--cluster", metavar="NAME", default="three", help="a set of hosts from data/clusters.yaml (default: three)"
    )
    _add_learner_options(sandbox)
    sandbox.set_defaults(verb=_sandbox)
    actions = sandbox.add_subparsers(title="actions", metavar="ACTION")
    replay = actions.add_parser(
        "replay",
        help="run commands given as JSON Lines on standard input",
        description="Run commands on a simulated cluster: JSON Lines on standard input, one answer each on standard "
        "output. The protocol is described in tests/conformance/README.md.",
    )
    replay.set_defaults(verb=_sandbox_replay)
    _add_serve(actions)
    _add_ctl(actions)


def _add_serve(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = actions.add_parser(
        "serve",
        help="offer the sandbox's hosts to the real docker client",
        description="Serve the Docker Engine API of simulated hosts on unix sockets, DIR/HOST.sock, until Ctrl+C. "
        "Needs the extra `engine`.",
    )
    serve.add_argument("--dir", metavar="DIR", type=Path, required=True, help="folder of the sockets; made if missing")
    what = serve.add_mutually_exclusive_group()
    what.add_argument("--hosts", metavar="NAME,...", type=_names, default=(), help="hosts of these names")
    what.add_argument("--lab", metavar="SLUG", default="", help="the hosts of a lab, as it begins")
    serve.add_argument(
        "--speed", metavar="N", type=_speed, default=1.0, help="virtual seconds in one second, 0 to 1000 (default: 1)"
    )
    _add_learner_options(serve)
    serve.set_defaults(verb=_sandbox_serve)


def _add_ctl(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    ctl = actions.add_parser(
        "ctl",
        help="steer a sandbox that is served: faults, time, other hosts",
        description="Steer a running `sandbox serve`. Verbs: cluster JSON, stop_docker HOST, start_docker HOST, "
        "partition HOST..., heal, settle [SECONDS], wait SECONDS, speed N, help.",
    )
    ctl.add_argument("--dir", metavar="DIR", type=Path, required=True, help="the folder that `serve` was given")
    ctl.add_argument("words", metavar="VERB", nargs="+", help="a verb and what belongs to it")
    ctl.set_defaults(verb=_sandbox_ctl)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise argparse.ArgumentTypeError("names, with a comma between two of them")
    return names


def _speed(text: str) -> float:
    from tutor.serve.speed import speed_of

    try:
        return speed_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


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
    from tutor.tui.launch import run_app

    return run_app(arguments.profile, tuple(arguments.content or ()))


def _lint(arguments: argparse.Namespace) -> int:
    from tutor.plain.lint import lint

    return lint(arguments.dir, tuple(arguments.content or ()), arguments.profile)


def _labs_list(arguments: argparse.Namespace) -> int:
    from tutor.plain.labs import list_labs

    return list_labs(tuple(arguments.content or ()), arguments.profile)


def _labs_verify(arguments: argparse.Namespace) -> int:
    from tutor.plain.labs import verify_labs

    return verify_labs(tuple(arguments.slugs), tuple(arguments.content or ()), arguments.profile)


def _questions_export(arguments: argparse.Namespace) -> int:
    from tutor.plain.questions import export_blind, questions_of

    return export_blind(
        questions_of(arguments.topic, tuple(arguments.content or ()), arguments.profile), arguments.blind
    )


def _questions_compare(arguments: argparse.Namespace) -> int:
    from tutor.plain.questions import compare, questions_of

    return compare(questions_of(arguments.topic, tuple(arguments.content or ()), arguments.profile), arguments.file)


def _sandbox(arguments: argparse.Namespace) -> int:
    from tutor.tui.launch import run_sandbox

    return run_sandbox(arguments.cluster, arguments.profile, tuple(arguments.content or ()))


def _sandbox_replay(_: argparse.Namespace) -> int:
    from tutor.plain.replay import replay

    return replay(sys.stdin, sys.stdout)


def _sandbox_serve(arguments: argparse.Namespace) -> int:
    from importlib.util import find_spec

    if find_spec("h11") is None:
        print(f"{PROGRAM}: `sandbox serve` needs the extra `engine`: pip install 'lpic-tutor[engine]'", file=sys.stderr)
        return USAGE_ERROR
    from tutor.serve.launch import serve

    return serve(
        arguments.dir,
        hosts=arguments.hosts,
        cluster=arguments.cluster,
        lab=arguments.lab,
        speed=arguments.speed,
        content=tuple(arguments.content or ()),
        profile=arguments.profile,
    )


def _sandbox_ctl(arguments: argparse.Namespace) -> int:
    from tutor.serve.ctl import steer

    return steer(arguments.dir, arguments.words)


def _completion(arguments: argparse.Namespace) -> int:
    import shtab

    print(shtab.complete(parser(), shell=arguments.shell))
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status. What the user can mend is told in one line."""
    arguments = parser().parse_args(argv)
    try:
        status: int = arguments.verb(arguments)
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
        print(f"{PROGRAM}: {message}", file=sys.stderr)
        return USAGE_ERROR
    return status
