"""`lpic-tutor progress` and its actions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tutor.verbs.options import add_learner_options

if TYPE_CHECKING:
    import argparse

    from tutor.verbs.options import Verbs

FORMAT = "The file holds JSON Lines; CONTRIBUTING.md and tutor/exchange/lines.py describe them."


def add_progress(verbs: Verbs) -> None:
    progress = verbs.add_parser(
        "progress",
        help="show, carry and look after what you have learned",
        description="Show, carry and look after a learner's progress.",
    )
    actions = progress.add_subparsers(title="actions", metavar="ACTION", required=True)
    show = actions.add_parser(
        "show",
        help="how it goes, topic by topic",
        description="Per topic: how many are right, of how many answered, and how sure that is.",
    )
    show.set_defaults(verb=_show)
    export = actions.add_parser(
        "export",
        help="write the log of answers, exams, labs and marks into a file",
        description=f"Write the whole log into a file, to be imported elsewhere. {FORMAT}",
    )
    export.add_argument("file", metavar="FILE", type=Path)
    export.set_defaults(verb=_export)
    for name, count in (("import", 1), ("merge", "+")):
        taking = actions.add_parser(
            name,
            help="take in a log that was exported" if name == "import" else "take in several of them",
            description="Add what the file knows and this machine does not. Any order, and twice, gives the same; "
            f"nothing is lost. {FORMAT}",
        )
        taking.add_argument("files", metavar="FILE", type=Path, nargs=count)
        taking.set_defaults(verb=_import)
    _add_summary(actions)
    _add_tables(actions)
    _add_care(actions)
    for action in actions.choices.values():
        add_learner_options(action)


def _add_summary(actions: Verbs) -> None:
    summary = actions.add_parser(
        "summary",
        help="how a group stands, from the logs its members exported",
        description="Topics from the weakest on, with the number of learners, k of n and an interval, and the "
        "questions that most of them missed. Several files of one learner count as one. Nothing is taken into your "
        "own log.",
    )
    summary.add_argument("files", metavar="FILE", type=Path, nargs="+")
    summary.add_argument("--pack", metavar="PACK", default="", help="of this pack (default: the first there is)")
    summary.set_defaults(verb=_summary)


def _add_tables(actions: Verbs) -> None:
    tables = actions.add_parser(
        "tables",
        help="what the tables of the database mean",
        description="Describe every table and column of the database, for whoever opens it with other programs.",
    )
    tables.add_argument("--datasette", metavar="FILE", type=Path, help="write it as metadata for Datasette (JSON)")
    tables.set_defaults(verb=_tables)


def _tables(arguments: argparse.Namespace) -> int:
    from tutor.plain.tables import describe_tables

    return describe_tables(arguments.datasette, arguments.profile)


def _summary(arguments: argparse.Namespace) -> int:
    from tutor.exchange.group import summarise

    return summarise(arguments.files, arguments.pack, tuple(arguments.content or ()), arguments.profile)


def _add_care(actions: Verbs) -> None:
    backup = actions.add_parser(
        "backup",
        help="copy the database",
        description="Copy the whole database, by default beside itself. No file is overwritten.",
    )
    backup.add_argument("file", metavar="FILE", type=Path, nargs="?")
    backup.set_defaults(verb=_backup)
    reset = actions.add_parser(
        "reset",
        help="begin anew; a backup is kept",
        description="Forget all answers, exams, labs and flags, or those of one topic. Settings, bookmarks and own "
        "notes stay. A backup is kept, and where it lies is told.",
    )
    reset.add_argument("--topic", metavar="TOPIC", default="", help="only the answers and marks of this topic")
    reset.set_defaults(verb=_reset)
    restore = actions.add_parser(
        "restore",
        help="put a backup in the place of the database",
        description="Put a backup in the place of the database. As it was before, the database is kept beside it, "
        "also when it is damaged.",
    )
    restore.add_argument("file", metavar="BACKUP", type=Path)
    restore.set_defaults(verb=_restore)
    doctor = actions.add_parser(
        "doctor",
        help="check the database",
        description="Check the database and tell a way out of what is wrong. Nothing is changed. Exits 1 when it "
        "cannot be used.",
    )
    doctor.set_defaults(verb=_doctor)


def _show(arguments: argparse.Namespace) -> int:
    from tutor.plain.progress import show

    return show(tuple(arguments.content or ()), arguments.profile)


def _export(arguments: argparse.Namespace) -> int:
    from tutor.exchange.commands import export_log

    return export_log(arguments.file, arguments.profile)


def _import(arguments: argparse.Namespace) -> int:
    from tutor.exchange.commands import import_logs

    return import_logs(arguments.files, arguments.profile)


def _backup(arguments: argparse.Namespace) -> int:
    from tutor.exchange.commands import back_up

    return back_up(arguments.file, arguments.profile)


def _reset(arguments: argparse.Namespace) -> int:
    from tutor.exchange.commands import begin_anew

    return begin_anew(arguments.topic, tuple(arguments.content or ()), arguments.profile)


def _restore(arguments: argparse.Namespace) -> int:
    from tutor.exchange.commands import bring_back

    return bring_back(arguments.file, arguments.profile)


def _doctor(arguments: argparse.Namespace) -> int:
    from tutor.exchange.doctor import doctor

    return doctor(arguments.profile)
