"""Running a command line in a container: a program, or `sh -c` with one line of shell."""

from __future__ import annotations

from fnmatch import fnmatchcase

from tutor.swarm.box.inside import SHELLS, Inside
from tutor.swarm.box.programs import PLAYED, Output, Result
from tutor.swarm.box.web import wget
from tutor.swarm.box.words import Pipeline, Simple, Unplayable, expand, parse

NOT_FOUND, NOT_EXECUTABLE = 127, 126


def is_playable(argv: list[str], stdin: str = "") -> bool:
    """Whether the program is one that is played and that ends by itself; a shell may read its line from `stdin`."""
    name = argv[0].rpartition("/")[2] if argv else ""
    if name in SHELLS:
        if len(argv) == 1 and stdin:
            return is_playable([name, "-c", stdin])
        if len(argv) < 3 or argv[1] != "-c":
            return False
        try:
            pipelines = parse(argv[2])
        except Unplayable:
            return False
        return all(_known(part) for pipeline in pipelines for part in pipeline.parts)
    if name in ("cat", "tee", "wc", "head", "grep") and not [a for a in argv[1:] if not a.startswith("-")]:
        return name == "cat"
    return name in PLAYED and not _endless(argv)


def _known(part: Simple) -> bool:
    """Whether a part of a script can be played: a program that ends, or one that does not exist."""
    words = part.words
    if not words:
        return True
    name = words[0].rpartition("/")[2]
    if name in ("cd", "exit", "export") or "=" in words[0]:
        return True
    if name in SHELLS:
        return False
    return name in PLAYED and not _endless(words)


def _endless(words: list[str]) -> bool:
    name = words[0].rpartition("/")[2]
    return (
        (name == "sleep" and words[1:2] in (["infinity"], []))
        or (name == "tail" and any(word.startswith("-") and ("f" in word or "F" in word) for word in words[1:]))
        or (name == "ping" and not any(word.startswith("-c") for word in words[1:]))
    )


def run(argv: list[str], inside: Inside, stdin: str = "") -> Result:
    """Exit status and output of a command line; what cannot be started is the caller's affair."""
    name = argv[0].rpartition("/")[2]
    if name in SHELLS:
        if len(argv) > 2 and argv[1] == "-c":
            return _script(argv[2], inside, stdin, argv[3:])
        if len(argv) > 1:
            return 2, [(f"{argv[0]}: can't open '{argv[1]}': No such file or directory\n", "stderr")]
        return _script(stdin, inside, "", [])
    program = wget if name == "wget" else PLAYED.get(name)
    if program is None:
        return 1, [(f"sandbox: {name} is not played inside containers\n", "stderr")]
    return program(argv[1:], inside, stdin)


def _script(text: str, inside: Inside, stdin: str, operands: list[str]) -> Result:
    try:
        pipelines = parse(text)
    except Unplayable:
        return 2, [("sh: the sandbox plays programs, pipes and redirections only\n", "stderr")]
    shell = _Shell(inside, stdin, operands)
    return shell.play(pipelines)


class _Exit(Exception):
    """The script says `exit`."""


class _Shell:
    def __init__(self, inside: Inside, stdin: str, operands: list[str]) -> None:
        self._inside = inside
        self._stdin = stdin
        names = {str(number): value for number, value in enumerate(operands or ["sh"])}
        self._variables = {**names, "#": str(max(len(operands) - 1, 0)), "?": "0", "$": "1"}
        self._out: Output = []
        self._status = 0

    def play(self, pipelines: list[Pipeline]) -> Result:
        try:
            for pipeline in pipelines:
                if (pipeline.joint == "&&" and self._status) or (pipeline.joint == "||" and not self._status):
                    continue
                self._pipeline(pipeline)
                self._variables["?"] = str(self._status)
        except _Exit:
            pass
        return self._status, self._out

    def _pipeline(self, pipeline: Pipeline) -> None:
        text = self._stdin
        for number, part in enumerate(pipeline.parts):
            status, out = self._simple(part, text)
            last = number == len(pipeline.parts) - 1
            text = "".join(piece for piece, stream in out if stream == "stdout")
            self._out += out if last else [(piece, stream) for piece, stream in out if stream == "stderr"]
            self._status = status

    def _simple(self, part: Simple, stdin: str) -> Result:
        words = [one for word in part.words for one in self._words(word)]
        if part.stdin:
            path = self._inside.path(self._one(part.stdin))
            if path not in self._inside.files:
                return 1, [(f"sh: can't open {part.stdin}: no such file\n", "stderr")]
            stdin = self._inside.files[path]
        status, out = self._run(words, stdin)
        if part.to_stderr:
            out = [(text, "stderr") for text, _ in out]
        if part.stderr == "1":
            out = [(text, "stdout") for text, _ in out]
        elif part.stderr:
            out = [(text, stream) for text, stream in out if stream != "stderr"]
        if part.stdout:
            fault = self._save(part, "".join(text for text, stream in out if stream == "stdout"))
            out = [(text, stream) for text, stream in out if stream == "stderr"]
            if fault:
                return 1, [(f"sh: can't create {self._one(part.stdout)}: {fault}\n", "stderr")]
        return status, out

    def _save(self, part: Simple, text: str) -> str:
        path = self._inside.path(self._one(part.stdout))
        if path == "/dev/null":
            return ""
        before = self._inside.files.get(path, "") if part.append else ""
        fault = self._inside.store(path, before + text)
        return {"No such file or directory": "nonexistent directory"}.get(fault, fault)

    def _values(self) -> dict[str, str]:
        return {**self._inside.env, **self._variables}

    def _one(self, word: str) -> str:
        return " ".join(expand(word, self._values()))

    def _words(self, word: str) -> list[str]:
        """A word filled in; an unquoted pattern becomes the names of the files that meet it."""
        texts = expand(word, self._values())
        if not any(c in word for c in "*?[") or any(c in word for c in "'\""):
            return texts
        return [name for text in texts for name in self._matching(text) or [text]]

    def _matching(self, pattern: str) -> list[str]:
        folder, _, last = pattern.rpartition("/")
        where = self._inside.path(folder or ("/" if pattern.startswith("/") else "."))
        lead = f"{folder}/" if "/" in pattern else ""
        return [f"{lead}{name}" for name in self._inside.entries(where) if fnmatchcase(name, last)]

    def _run(self, words: list[str], stdin: str) -> Result:
        while words and "=" in words[0] and words[0].partition("=")[0].isidentifier():
            name, _, value = words.pop(0).partition("=")
            self._variables[name] = value
        if not words:
            return 0, []
        match words[0]:
            case "exit":
                self._status = int(words[1]) & 255 if words[1:] and words[1].isdigit() else self._status
                raise _Exit
            case "export":
                for word in words[1:]:
                    name, equals, value = word.partition("=")
                    self._inside.env[name] = value if equals else self._variables.get(name, "")
                return 0, []
            case "cd":
                return self._cd(words[1] if words[1:] else "/root")
        return self._started(words, stdin)

    def _started(self, words: list[str], stdin: str) -> Result:
        found = self._inside.find_program(words[0])
        if found == "found" or words[0] in ("[", ":"):
            before = self._inside.elapsed
            status, out = run(words, self._inside, stdin)
            if self._inside.elapsed > before and not out:
                out = [("", "stdout")]
            return status, out
        if found == "folder":
            return NOT_EXECUTABLE, [(f"sh: {words[0]}: Permission denied\n", "stderr")]
        return NOT_FOUND, [(f"sh: {words[0]}: not found\n", "stderr")]

    def _cd(self, name: str) -> Result:
        path = self._inside.path(name)
        if not self._inside.is_folder(path):
            return 2, [(f"sh: cd: line 0: can't cd to {name}: No such file or directory\n", "stderr")]
        self._inside.cwd = path
        return 0, []
