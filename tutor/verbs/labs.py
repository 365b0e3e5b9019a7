"""`lpic-tutor labs list|verify|check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.verbs.options import add_learner_options

if TYPE_CHECKING:
    import argparse

    from tutor.verbs.options import Verbs


def add_labs(verbs: Verbs) -> None:
    labs = verbs.add_parser("labs", help="list, prove or check labs", description="List, prove or check labs.")
    actions = labs.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list the labs", description="List the labs of every pack.")
    add_learner_options(listing)
    listing.set_defaults(verb=_labs_list)
    verify = actions.add_parser(
        "verify",
        help="prove that every lab can be solved and judges right",
        description="Prove each lab: its start fails every goal that is to be earned, every solution passes, "
        "every known mistake is told what it is. Exits 1 when one does not, or when there are no labs.",
    )
    verify.add_argument("slugs", metavar="LAB", nargs="*", help="only these labs")
    add_learner_options(verify)
    verify.set_defaults(verb=_labs_verify)
    check = actions.add_parser(
        "check",
        help="judge a lab's goals on daemons that are running",
        description="Judge a lab's goals by what the Docker daemons of a cluster answer, real or simulated. "
        "Exits 0 when the lab is solved, 1 when it is not.",
    )
    check.add_argument("slug", metavar="LAB")
    check.add_argument(
        "--host",
        metavar="NAME=ADDRESS",
        action="append",
        required=True,
        help="a host of the lab and its daemon, unix:///PATH or tcp://HOST:PORT; once for each host",
    )
    check.add_argument("--follow", action="store_true", help="look every second until the lab is solved")
    check.add_argument(
        "--stages-met", metavar="N", type=int, default=0, help="so many stages were met before (default: 0)"
    )
    add_learner_options(check)
    check.set_defaults(verb=_labs_check)


def _labs_list(arguments: argparse.Namespace) -> int:
    from tutor.plain.labs import list_labs

    return list_labs(tuple(arguments.content or ()), arguments.profile)


def _labs_verify(arguments: argparse.Namespace) -> int:
    from tutor.plain.labs import verify_labs

    return verify_labs(tuple(arguments.slugs), tuple(arguments.content or ()), arguments.profile)


def _labs_check(arguments: argparse.Namespace) -> int:
    from tutor.plain.labs import check_lab

    return check_lab(
        arguments.slug,
        arguments.host,
        stages_met=arguments.stages_met,
        follow=arguments.follow,
        content=tuple(arguments.content or ()),
        profile=arguments.profile,
    )
