"""A session as the draft of a lab: steps from what was typed, goals from what is different afterwards.

The draft is carried out before it is given away, so that it lints and `labs verify` proves it; its words are for its
author to write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import yaml

from tutor.labs.goals import GoalJudge
from tutor.labs.laboratory import PROOF_START
from tutor.labs.verify import SEED, prepare
from tutor.library.lab import Lab, Mistake, Solution, split_line
from tutor.session.export.draft_goals import goals_of, state_of
from tutor.session.export.draft_hints import hints_for
from tutor.session.export.errors import NotExpressible
from tutor.session.export.typed import heredoc, typed_lines
from tutor.shell.files import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tutor.labs.laboratory import Bench, Laboratory
    from tutor.session.export.typed import Typed
    from tutor.session.sandbox import SandboxSession

NOTHING = "after this session the cluster is as at its beginning: a lab needs something to do"
REASON = "A draft: it has not been carried out on a real swarm yet."
TASK = "This is a draft, made from a session. Say here what is to be done:\n\n"
_FORMING = re.compile(r"docker swarm (?:init|join)\b")
_LONGEST_SLUG = 40
_FEW, _MANY = 3, 15
"""Minutes that a lab takes."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a draft is to stand, and on which hosts its session took place."""

    cluster: str
    swarm: tuple[str, ...] = ()
    """Managers of the swarm that was there when the session began."""
    files: Mapping[str, Mapping[str, str]] | None = None
    setup: tuple[str, ...] = ()
    """Lines that were carried out before the session began."""
    chapter: str = "draft"
    order: int = 0
    topic: str = "swarm"


def lab_draft(session: SandboxSession, title: str, around: Surroundings, laboratory: Laboratory) -> str:
    """YAML text. Raises NotExpressible when the session leaves nothing that a goal could ask for."""
    carried = _carried_out(session, around, laboratory)
    lab = _lab(carried, title, around, laboratory)
    return _header(carried) + _yaml(lab)


@dataclass(frozen=True, slots=True)
class _Carried:
    """The lines of a session that did something, in the form of a lab's."""

    setup: tuple[str, ...]
    steps: tuple[str, ...]
    files: dict[str, dict[str, str]]
    left_out: tuple[str, ...]


def _carried_out(session: SandboxSession, around: Surroundings, laboratory: Laboratory) -> _Carried:
    """Carry each line out as a lab would; lines that fail, wait for somebody, or change nothing are left out."""
    bench = _fresh(around, laboratory)
    lines: list[str] = []
    left_out: list[str] = []
    files: dict[str, dict[str, str]] = {}
    for one in typed_lines(session.journal):
        if one.imported is not None:
            shell = bench.terminal.shells[one.host]
            path = resolve(shell.cwd, one.words[2].rpartition("/")[2])
            files.setdefault(one.host, {})[path] = one.imported
            shell.files.place(path, one.imported)
            continue
        for line in _as_lines(one):
            before = _everything(bench)
            outcome = bench.run(f"{one.host}$ {line}")
            bench.settle()
            if outcome.status == 0 and _everything(bench) != before:
                lines.append(f"{one.host}$ {line}")
            elif outcome.status:
                left_out.append(f"{one.host}$ {line}")
    forming = max((number for number, line in enumerate(lines, 1) if _FORMING.search(line)), default=0)
    if forming == len(lines):
        forming = 0
    return _Carried(tuple(lines[:forming]), tuple(lines[forming:]), files, tuple(left_out))


def _as_lines(one: Typed) -> Iterator[str]:
    if one.written:
        yield from (heredoc(path, text) for path, text in one.written)
    else:
        yield one.line


def _fresh(around: Surroundings, laboratory: Laboratory) -> Bench:
    bench = laboratory.bench(
        around.cluster, seed=SEED, start=PROOF_START, managers=list(around.swarm), files=around.files
    )
    for line in around.setup:
        bench.run(line)
        bench.settle()
    return bench


def _everything(bench: Bench) -> tuple[Any, ...]:
    """What a line may change: clusters, files, folders, variables; not the time."""
    sim = bench.sim.snapshot()
    return sim.hosts, sim.swarms, sim.cuts, bench.terminal.snapshot().shells


# ------------------------------------------------------------------ the lab
def _lab(carried: _Carried, title: str, around: Surroundings, laboratory: Laboratory) -> Lab:
    if not carried.steps:
        raise NotExpressible(NOTHING)
    files = {host: dict(texts) for host, texts in (around.files or {}).items()}
    for host, texts in carried.files.items():
        files.setdefault(host, {}).update(texts)
    lab = Lab(
        slug=_slug(title),
        title=title,
        chapter=around.chapter,
        difficulty=1 if len(carried.steps) <= _FEW else 2,
        minutes=min(max(len(carried.steps), _FEW), _MANY),
        task=TASK,
        goals=[],
        solutions=[Solution("As it was typed", list(carried.steps))],
        mistakes=[],
        order=around.order,
        cluster=around.cluster,
        swarm=list(around.swarm),
        files=files,
        setup=[*around.setup, *carried.setup],
        topic=around.topic,
        proof="simulated",
        proof_reason=REASON,
    )
    before = prepare(lab, laboratory, seed=SEED, start=PROOF_START)
    after = _done(lab, carried.steps, laboratory)
    goals = [
        msgspec.structs.replace(goal, hints=hints_for(goal.slug, name, carried.steps))
        for goal, name in goals_of(state_of(before.readers), state_of(after.readers))
    ]
    if not goals:
        raise NotExpressible(NOTHING)
    task = TASK + "".join(f"- {goal.text}\n" for goal in goals)
    lab = msgspec.structs.replace(lab, goals=goals, task=task)
    return msgspec.structs.replace(lab, mistakes=list(_mistakes(lab, carried.steps, laboratory)))


def _done(lab: Lab, steps: Sequence[str], laboratory: Laboratory) -> Bench:
    bench = prepare(lab, laboratory, seed=SEED, start=PROOF_START)
    for step in steps:
        bench.run(step)
        bench.settle()
    return bench


def _mistakes(lab: Lab, steps: Sequence[str], laboratory: Laboratory) -> Iterator[Mistake]:
    """Two that can be derived: one that ends too early, if there is one, and nothing but a look."""
    host = split_line(steps[0], "")[0]
    looks = (Mistake("Only a look", [f"{host}$ docker {what}"], [], "") for what in ("info", "ps"))
    early = (Mistake("It ends too early", list(steps[:count]), [], "") for count in range(len(steps) - 1, 0, -1))
    first = next(filter(None, (_told(lab, mistake, laboratory) for mistake in early)), None)
    if first is not None:
        yield first
    for mistake in looks if first is None else (next(looks),):
        told = _told(lab, mistake, laboratory)
        if told is not None:
            yield told


def _told(lab: Lab, mistake: Mistake, laboratory: Laboratory) -> Mistake | None:
    """The mistake with what the judge says of it; None when it leaves nothing undone."""
    bench = _done(lab, mistake.steps, laboratory)
    unmet = [state for state in GoalJudge(lab, bench.readers).look() if not state.met]
    if not unmet:
        return None
    told = re.escape(unmet[0].reason.partition(" (")[0]).replace("\\ ", " ")
    return Mistake(mistake.title, mistake.steps, [state.goal.slug for state in unmet], told)


def _slug(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return f"draft-{words}"[:_LONGEST_SLUG].strip("-") if words else "draft"


# ------------------------------------------------------------------ text
def _header(carried: _Carried) -> str:
    lines = ["yaml-language-server: $schema=../../../schema/lab.schema.json", "A draft made from a session."]
    lines.append("Lines that failed or changed nothing are left out. `lpic-tutor labs verify` proves what is left.")
    lines += [f"Left out, it failed: {line}".replace("\n", " \\n ") for line in carried.left_out]
    return "".join(f"# {line}\n" for line in lines)


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def _yaml(lab: Lab) -> str:
    data = msgspec.to_builtins(lab)
    first = ("slug", "title", "chapter", "order", "difficulty", "minutes", "cluster", "swarm", "proof", "proof_reason")
    ordered = {key: data[key] for key in (*first, "files", "setup", "task") if key in data}
    text: str = yaml.dump(
        {**ordered, **{key: value for key, value in data.items() if key not in ordered}},
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=110,
    )
    return text
