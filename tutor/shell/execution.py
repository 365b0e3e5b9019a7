"""Running a parsed command line on one host.

The commands of a pipeline run one after another, each with the whole text of the one before: output of
the simulated machine is short, and nothing runs at the same time. Ctrl+C ends a whole pipeline, as it does
in bash; what the command that waits has written until then still goes through the filters behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from tutor.shell.expansion import Expander, ExpansionTrouble
from tutor.shell.files import FileTrouble, resolve
from tutor.shell.invocation import Invocation
from tutor.shell.parser import Incomplete, SyntaxTrouble, parse
from tutor.shell.pipelines import GATHERING, INTERRUPTED, driven
from tutor.shell.process import Interrupted, Part, Write, pause
from tutor.shell.spelling import not_found
from tutor.shell.streams import Buffer, Closed, FileSink, Sink, Streams, routed
from tutor.shell.syntax import Conditional, Grouped, Loop, SimpleCommand
from tutor.swarm.clock import MILLISECOND

if TYPE_CHECKING:
    from tutor.shell.expansion import Text
    from tutor.shell.host import HostShell
    from tutor.shell.invocation import CommandFunction
    from tutor.shell.process import Process
    from tutor.shell.syntax import CommandList, CommandNode, Pipeline, Redirection
    from tutor.shell.terminal import Terminal

NOT_FOUND = 127
USAGE = 2


class LoopControl(Exception):
    """`break` or `continue` (in `word`)."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


Find: TypeAlias = Callable[[str], "CommandFunction | None"]


@dataclass(frozen=True, slots=True)
class Executor:
    """Runs command lines on a host; `terminal` is what commands like `ssh` act on."""

    terminal: Terminal
    host: HostShell
    loops: int = 0
    """How many loops of this source the commands stand in: what `break` can end."""

    def run_source(self, source: str, streams: Streams) -> Process:
        """Parse and run; what bash refuses is told, status 2."""
        try:
            parsed = parse(source)
        except SyntaxTrouble as trouble:
            return (yield from self._complain(str(trouble), streams))
        except Incomplete as trouble:
            return (yield from self._complain(trouble.message, streams))
        return (yield from replace(self, loops=0).run(parsed, streams))

    def _complain(self, message: str, streams: Streams) -> Process:
        shown = streams.write(Write(f"bash: {message}\n", "stderr"))
        if shown is not None:
            yield shown
        self.host.status = USAGE
        return USAGE

    def run(self, commands: CommandList, streams: Streams) -> Process:
        """Run a list; its status is that of the last pipeline that ran."""
        if commands.background:
            notice = "sandbox: there are no background jobs here; commands run one after another\n"
            shown = streams.write(Write(notice, "stderr"))
            if shown is not None:
                yield shown
        status = self.host.status
        for joiner, pipeline in commands.items:
            if (joiner == "&&" and status != 0) or (joiner == "||" and status == 0):
                continue
            try:
                status = yield from self._pipeline(pipeline, streams)
            except Interrupted:
                self.host.status = INTERRUPTED
                raise
            self.host.status = status
        return status

    def _pipeline(self, pipeline: Pipeline, streams: Streams) -> Process:
        *before, last = pipeline.commands
        if before:
            return (yield from self._apart(self._piped(pipeline, streams)))
        status = yield from self._node(last, streams)
        return (1 if status == 0 else 0) if pipeline.negated else status

    def _piped(self, pipeline: Pipeline, streams: Streams) -> Process:
        *before, last = pipeline.commands
        inner, cut = streams, False
        for node in before:
            buffer = Buffer()
            _, cut = yield from driven(self._node(node, replace(inner, out=buffer)), cut=cut)
            inner = streams.fed(buffer.text, cut=cut)
        if cut:
            yield from driven(self._node(last, inner), cut=True)
            raise Interrupted
        status = yield from self._node(last, inner)
        return (1 if status == 0 else 0) if pipeline.negated else status

    def _node(self, node: CommandNode, streams: Streams) -> Process:
        try:
            return (yield from self._redirected(node, streams))
        except (ExpansionTrouble, FileTrouble) as trouble:
            shown = streams.write(Write(f"bash: {trouble}\n", "stderr"))
            if shown is not None:
                yield shown
            return 1

    def _redirected(self, node: CommandNode, streams: Streams) -> Process:
        for redirection in node.redirections:
            streams = yield from self._redirect(redirection, streams)
        match node:
            case SimpleCommand():
                return (yield from self._simple(node, streams))
            case Loop():
                return (yield from self._loop(node, streams.shared()))
            case Conditional():
                return (yield from self._conditional(node, streams))
            case Grouped():
                return (yield from self._group(node, streams.shared()))

    def _group(self, node: Grouped, streams: Streams) -> Process:
        if not node.subshell:
            return (yield from self.run(node.body, streams))
        return (yield from self._apart(self.run(node.body, streams)))

    def _apart(self, process: Process) -> Process:
        """In a shell of its own: what it does to folder and variables ends with it."""
        cwd, env = self.host.cwd, dict(self.host.env)
        try:
            return (yield from process)
        finally:
            self.host.cwd, self.host.env = cwd, env

    def _conditional(self, node: Conditional, streams: Streams) -> Process:
        for condition, body in node.branches:
            if (yield from self.run(condition, streams)) == 0:
                return (yield from self.run(body, streams))
        return 0 if node.otherwise is None else (yield from self.run(node.otherwise, streams))

    def _loop(self, node: Loop, streams: Streams) -> Process:
        status = 0
        inside = replace(self, loops=self.loops + 1)
        values = (yield from self._expander(streams).words(node.words)) if node.kind == "for" else []
        while True:
            try:
                if node.kind == "for":
                    if not values:
                        return status
                    self.host.env[node.name] = values.pop(0)
                elif node.condition is not None:
                    held = (yield from inside.run(node.condition, streams)) == 0
                    if held != (node.kind == "while"):
                        return status
                status = yield from inside.run(node.body, streams)
            except LoopControl as control:  # in the condition, too, it is about this loop
                if control.word == "break":
                    return 0
            yield pause(MILLISECOND)  # so that whoever drives an endless loop can end it

    # -- simple commands
    def _simple(self, node: SimpleCommand, streams: Streams) -> Process:
        expander = self._expander(streams)
        words = yield from expander.words(node.words)
        assigned: dict[str, str] = {}
        for name, word in node.assignments:
            assigned[name] = yield from expander.text(word)
        if not words:
            self.host.env.update(assigned)
            return self.host.status if not assigned and not node.redirections else 0
        return (yield from self.call(words, streams, assigned))

    def call(self, words: list[str], streams: Streams, assigned: Mapping[str, str] | None = None) -> Process:
        """Run a command that is given as words, with variables set for it alone."""
        name, *arguments = words
        if streams.cut and name in GATHERING:
            raise Interrupted
        if streams.unread is not None:
            streams = replace(streams, stdin=streams.unread[0])
        function = self.terminal.find(name)
        if function is None:
            return (yield from self._script(name, streams))
        invocation = Invocation(
            name=name.rpartition("/")[2],
            args=arguments,
            host=self.host,
            streams=streams,
            env={**self.host.env, **(assigned or {})},
            executor=self,
        )
        return (yield from routed(function(invocation), streams))

    def _script(self, name: str, streams: Streams) -> Process:
        """A file of commands, or nothing that exists."""
        path = resolve(self.host.cwd, name)
        if "/" in name and path in self.host.files.texts:
            return (yield from self.run_source(self.host.files.read(path), streams))
        if "/" in name:
            reason = "Is a directory" if self.host.files.is_folder(path) else "No such file or directory"
            message = f"bash: {name}: {reason}\n"
        else:
            message = f"{not_found(name, self.terminal.commands)}\n"
        shown = streams.write(Write(message, "stderr"))
        if shown is not None:
            yield shown
        return NOT_FOUND

    # -- redirections
    def _redirect(self, redirection: Redirection, streams: Streams) -> Part[Streams]:
        target = yield from self._expander(streams).text(redirection.target)
        match redirection.operator:
            case "<<":
                return streams.fed(target)
            case "<<<":
                return streams.fed(target + "\n")
            case "<":
                return streams.fed(self._read(target))
            case ">&":
                return _joined(streams, redirection.stream, target)
        path = resolve(self.host.cwd, target)
        try:
            self.host.files.write(path, "", append=redirection.operator == ">>")
            if redirection.operator == ">" and path in self.host.files.texts:
                self.host.files.texts[path] = ""
        except FileTrouble as trouble:
            raise FileTrouble(target, trouble.reason) from None
        return _pointed(streams, redirection.stream, FileSink(self.host.files, path))

    def _read(self, target: str) -> str:
        try:
            return self.host.files.read(resolve(self.host.cwd, target))
        except FileTrouble as trouble:
            raise FileTrouble(target, trouble.reason) from None

    def _expander(self, streams: Streams) -> Expander:
        def substitute(source: str) -> Text:
            buffer = Buffer()
            yield from self.run_source(source, replace(streams, out=buffer))
            return buffer.text

        return Expander(self.host, substitute)


def _joined(streams: Streams, stream: int, target: str) -> Streams:
    """`2>&1`: a stream goes where another one goes at this moment."""
    sinks: dict[str, Sink] = {"1": streams.out, "2": streams.err, "-": Closed()}
    if target not in sinks:
        raise ExpansionTrouble(f"{target}: ambiguous redirect")
    return _pointed(streams, stream, sinks[target])


def _pointed(streams: Streams, stream: int, sink: Sink) -> Streams:
    if stream == 1:
        return replace(streams, out=sink)
    if stream == 2:
        return replace(streams, err=sink)
    return replace(streams, out=sink, err=sink)
