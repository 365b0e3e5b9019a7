"""`lpic-tutor sandbox`, and its actions `list`, `resume`, `export`, `replay`, `serve` and `ctl`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.verbs.options import add_learner_options

if TYPE_CHECKING:
    from tutor.verbs.options import Verbs


USAGE_ERROR = 2


def add_sandbox(verbs: Verbs) -> None:
    sandbox = verbs.add_parser(
        "sandbox", help="open a free sandbox", description="Open a free sandbox: several hosts, no task."
    )
    sandbox.add_argument(
        "--cluster", metavar="NAME", default="three", help="a set of hosts from data/clusters.yaml (default: three)"
    )
    add_learner_options(sandbox)
    sandbox.set_defaults(verb=_sandbox)
    actions = sandbox.add_subparsers(title="actions", metavar="ACTION")
    replay = actions.add_parser(
        "replay",
        help="run commands given as JSON Lines on standard input",
        description="Run commands on a simulated cluster: JSON Lines on standard input, one answer each on standard "
        "output. The protocol is described in tests/conformance/README.md.",
    )
    replay.set_defaults(verb=_sandbox_replay)
    _add_kept(actions)
    _add_serve(actions)
    _add_ctl(actions)


def _add_kept(actions: Verbs) -> None:
    listing = actions.add_parser(
        "list", help="list the sandboxes that are kept", description="List the free sandboxes that are kept."
    )
    add_learner_options(listing)
    listing.set_defaults(verb=_sandbox_list)
    resume = actions.add_parser(
        "resume", help="go on with a kept sandbox", description="Open a free sandbox where it was left."
    )
    _add_which(resume)
    add_learner_options(resume)
    resume.set_defaults(verb=_sandbox_resume)
    export = actions.add_parser(
        "export",
        help="write a kept sandbox as a script, a stack file or a lab",
        description="Write what was done in a free sandbox: as a shell script, as a stack file of its services, or as "
        "the draft of a lab. What a form cannot say is told, and nothing is written.",
    )
    _add_which(export)
    export.add_argument(
        "--as", dest="form", choices=["script", "stack", "lab"], default="script", help="the form (default: script)"
    )
    export.add_argument("--output", "-o", metavar="FILE", type=Path, help="a file (default: standard output)")
    export.add_argument("--force", action="store_true", help="write over a file that is there")
    add_learner_options(export)
    export.set_defaults(verb=_sandbox_export)


def _add_which(parser: argparse.ArgumentParser) -> None:
    what = "its name, or what `sandbox list` shows of it (default: the last one)"
    parser.add_argument("sandbox", metavar="NAME", nargs="?", default="", help=what)


def _add_serve(actions: Verbs) -> None:
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
    add_learner_options(serve)
    serve.set_defaults(verb=_sandbox_serve)


def _add_ctl(actions: Verbs) -> None:
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
    from tutor.shell.speed import speed_of

    try:
        return speed_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _sandbox(arguments: argparse.Namespace) -> int:
    from tutor.tui.launch import run_sandbox

    return run_sandbox(arguments.cluster, arguments.profile, tuple(arguments.content or ()))


def _sandbox_list(arguments: argparse.Namespace) -> int:
    from tutor.plain.sandboxes import list_sandboxes

    return list_sandboxes(tuple(arguments.content or ()), arguments.profile)


def _sandbox_resume(arguments: argparse.Namespace) -> int:
    from tutor.tui.launch import run_kept_sandbox

    return run_kept_sandbox(arguments.sandbox, arguments.profile, tuple(arguments.content or ()))


def _sandbox_export(arguments: argparse.Namespace) -> int:
    from tutor.plain.sandboxes import export_sandbox

    return export_sandbox(
        arguments.sandbox,
        arguments.form,
        arguments.output,
        force=arguments.force,
        content=tuple(arguments.content or ()),
        profile=arguments.profile,
    )


def _sandbox_replay(_: argparse.Namespace) -> int:
    from tutor.plain.replay import replay

    return replay(sys.stdin, sys.stdout)


def _sandbox_serve(arguments: argparse.Namespace) -> int:
    from importlib.util import find_spec

    if find_spec("h11") is None:
        sys.stderr.write("lpic-tutor: `sandbox serve` needs the extra `engine`: pip install 'lpic-tutor[engine]'\n")
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
