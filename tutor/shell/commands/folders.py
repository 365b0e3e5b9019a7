"""Files and folders: `ls`, `cd`, `pwd`, `mkdir`, `rmdir`, `rm`, `cp`, `mv`, `touch`, `tee`."""

from __future__ import annotations

import posixpath
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutor.shell.commands.options import read_options
from tutor.shell.commands.usage import telling_usage
from tutor.shell.files import IS_FOLDER, MISSING, NOT_FOLDER, FileTrouble, resolve
from tutor.shell.process import Write
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process


def pwd(invocation: Invocation) -> Process:
    yield Write(f"{invocation.host.cwd}\n")
    return 0


def cd(invocation: Invocation) -> Process:
    host = invocation.host
    wanted = invocation.args[0] if invocation.args else host.env.get("HOME", "/root")
    if wanted == "-":
        wanted = host.env.get("OLDPWD", host.cwd)
        yield Write(f"{wanted}\n")
    path = resolve(host.cwd, wanted)
    if not host.files.is_folder(path):
        reason = NOT_FOLDER if host.files.exists(path) else MISSING
        yield Write(f"bash: cd: {wanted}: {reason}\n", "stderr")
        return 1
    host.env["OLDPWD"], host.cwd = host.cwd, path
    return 0


@telling_usage(2)
def ls(invocation: Invocation) -> Process:
    options = read_options(invocation.args, "la1hARtrSd")
    host, status = invocation.host, 0
    operands = options.operands or ["."]
    for n, name in enumerate(operands):
        path = resolve(host.cwd, name)
        if not host.files.exists(path):
            yield Write(f"ls: cannot access '{name}': {MISSING}\n", "stderr")
            status = 2
            continue
        if not host.files.is_folder(path) or "d" in options:
            yield Write(_shown(invocation, path, [name], long="l" in options))
            continue
        names = host.files.names(path)
        if "a" not in options and "A" not in options:
            names = [entry for entry in names if not entry.startswith(".")]
        if "a" in options:
            names = [".", "..", *names]
        if len(operands) > 1:
            gap = "\n" if n else ""
            yield Write(f"{gap}{name}:\n")
        if "l" in options:
            yield Write("total 0\n" if not names else f"total {4 * len(names)}\n")
        if names:
            yield Write(_shown(invocation, path, names, long="l" in options, single="1" in options))
    return status


def _shown(invocation: Invocation, folder: str, names: list[str], *, long: bool, single: bool = False) -> str:
    files = invocation.host.files
    if long:
        lines = []
        # no file has a time of its own here: it is that of looking
        day = datetime.fromtimestamp(invocation.host.now / SECOND, UTC)
        for name in names:
            path = resolve(folder, name) if files.is_folder(folder) else folder
            size = len(files.texts.get(path, "").encode()) if path in files.texts else 4096
            mode = "drwxr-xr-x 2" if files.is_folder(path) else "-rw-r--r-- 1"
            lines.append(f"{mode} root root {size:>6} {day:%b %e %H:%M} {name}\n")
        return "".join(lines)
    if single or not invocation.tty:
        return "".join(f"{name}\n" for name in names)
    return "  ".join(names) + "\n"


@telling_usage(1)
def mkdir(invocation: Invocation) -> Process:
    options = read_options(invocation.args, "pv", {"parents": "p"})
    status = 0
    for name in options.operands:
        try:
            path = resolve(invocation.host.cwd, name)
            invocation.host.files.make_folder(path, parents="p" in options)
        except FileTrouble as trouble:
            yield Write(f"mkdir: cannot create directory '{name}': {trouble.reason}\n", "stderr")
            status = 1
    return status


@telling_usage(1)
def rmdir(invocation: Invocation) -> Process:
    status = 0
    for name in read_options(invocation.args, "p").operands:
        path = resolve(invocation.host.cwd, name)
        files = invocation.host.files
        reason = NOT_FOLDER if path in files.texts else "" if files.is_folder(path) else MISSING
        if not reason and files.names(path):
            reason = "Directory not empty"
        if reason:
            yield Write(f"rmdir: failed to remove '{name}': {reason}\n", "stderr")
            status = 1
        else:
            files.remove(path)
    return status


@telling_usage(1)
def rm(invocation: Invocation) -> Process:
    options = read_options(invocation.args, "rRfiv", {"recursive": "r", "force": "f"})
    status = 0
    for name in options.operands:
        path = resolve(invocation.host.cwd, name)
        files = invocation.host.files
        if files.is_folder(path) and not ("r" in options or "R" in options):
            reason = IS_FOLDER
        elif not files.exists(path):
            reason = "" if "f" in options else MISSING
        elif path == "/":
            reason = "it is dangerous to operate recursively on '/'"
        else:
            files.remove(path)
            continue
        if reason:
            yield Write(f"rm: cannot remove '{name}': {reason}\n", "stderr")
            status = 1
    return status


@telling_usage(1)
def copy(invocation: Invocation) -> Process:
    """`cp` and `mv` of files."""
    options = read_options(invocation.args, "rRafipv")
    files, cwd = invocation.host.files, invocation.host.cwd
    if len(options.operands) < 2:
        yield Write(f"{invocation.name}: missing file operand\n", "stderr")
        return 1
    *sources, target = options.operands
    into = resolve(cwd, target)
    status = 0
    for name in sources:
        source = resolve(cwd, name)
        try:
            text = files.read(source)
            files.write(resolve(into, posixpath.basename(source)) if files.is_folder(into) else into, text)
        except FileTrouble as trouble:
            yield Write(f"{invocation.name}: cannot stat '{name}': {trouble.reason}\n", "stderr")
            status = 1
            continue
        if invocation.name == "mv" and source != into:
            files.remove(source)
    return status


@telling_usage(1)
def touch(invocation: Invocation) -> Process:
    status = 0
    for name in read_options(invocation.args, "acm").operands:
        path = resolve(invocation.host.cwd, name)
        try:
            if not invocation.host.files.exists(path):
                invocation.host.files.write(path, "")
        except FileTrouble as trouble:
            yield Write(f"touch: cannot touch '{name}': {trouble.reason}\n", "stderr")
            status = 1
    return status


@telling_usage(1)
def tee(invocation: Invocation) -> Process:
    options = read_options(invocation.args, "a", {"append": "a"})
    text = invocation.stdin or ""
    status = 0
    for name in options.operands:
        path = resolve(invocation.host.cwd, name)
        try:
            if "a" not in options and path in invocation.host.files.texts:
                invocation.host.files.texts[path] = ""
            invocation.host.files.write(path, text, append=True)
        except FileTrouble as trouble:
            yield Write(f"tee: {name}: {trouble.reason}\n", "stderr")
            status = 1
    yield Write(text)
    return status
