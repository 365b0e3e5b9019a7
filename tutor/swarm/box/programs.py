"""Small programs of busybox: what they print and how they end.

Each takes its operands, what it finds around itself, and its standard input.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import TypeAlias

from tutor.swarm.box.inside import IS_FOLDER, MISSING, PROGRAMS, Inside

Output = list[tuple[str, str]]
"""(text, stream) in order."""
Result = tuple[int, Output]
Program: TypeAlias = Callable[[list[str], Inside, str], Result]
ACCOUNTS = {"root": 0, "nobody": 65534, "www-data": 33}
_NAMES = {number: name for name, number in ACCOUNTS.items()}
_GROUPS = {0: "root", 65534: "nogroup", 33: "www-data"}
_SECOND = 1_000_000_000


def said(text: str, status: int = 0) -> Result:
    return status, [(text, "stdout")] if text else []


def _wrong(text: str, status: int = 1) -> Result:
    return status, [(text + "\n", "stderr")]


def _plain(args: list[str]) -> list[str]:
    return [arg for arg in args if not arg.startswith("-") or arg == "-"]


def _flags(args: list[str]) -> str:
    return "".join(arg[1:] for arg in args if arg.startswith("-") and arg != "-")


def _texts(program: str, args: list[str], inside: Inside, stdin: str) -> tuple[int, list[tuple[str, str]], Output]:
    """The texts of the files that are named, or standard input; and what cannot be opened."""
    if not args:
        return 0, [("", stdin)], []
    status, texts, wrong = 0, [], Output()
    for arg in args:
        path = inside.path(arg)
        if arg == "-":
            texts.append((arg, stdin))
        elif path in inside.files:
            texts.append((arg, inside.files[path]))
        else:
            status = 1
            folder = inside.is_folder(path)
            text = f"read error: {IS_FOLDER}" if folder else f"can't open '{arg}': {MISSING}"
            wrong.append((f"{program}: {text}\n", "stderr"))
    return status, texts, wrong


def _cat(args: list[str], inside: Inside, stdin: str) -> Result:
    status, out = 0, Output()
    for arg in _plain(args) or ["-"]:
        ended, texts, wrong = _texts("cat", [arg], inside, stdin)
        status = status or ended
        out += [(text, "stdout") for _, text in texts if text]
        out += wrong
    return status, out


def _head(args: list[str], inside: Inside, stdin: str) -> Result:
    count, names = _count(args)
    status, texts, wrong = _texts("head", names, inside, stdin)
    return status, [*wrong, *(("".join(t.splitlines(keepends=True)[:count]), "stdout") for _, t in texts)]


def _tail(args: list[str], inside: Inside, stdin: str) -> Result:
    count, names = _count(args)
    status, texts, wrong = _texts("tail", names, inside, stdin)
    return status, [*wrong, *(("".join(t.splitlines(keepends=True)[-count:]), "stdout") for _, t in texts)]


def _count(args: list[str]) -> tuple[int, list[str]]:
    """`-n 3`, `-n3` or `-3`, and the rest."""
    count, names, rest = 10, [], list(args)
    while rest:
        arg = rest.pop(0)
        match = re.fullmatch(r"-n?(\d+)", arg)
        if arg == "-n" and rest:
            count = int(rest.pop(0))
        elif match:
            count = int(match[1])
        elif not arg.startswith("-"):
            names.append(arg)
    return count, names


def _wc(args: list[str], inside: Inside, stdin: str) -> Result:
    flags, names = _flags(args), _plain(args)
    status, texts, wrong = _texts("wc", names, inside, stdin)
    lines = []
    for name, text in texts:
        counts = {"l": text.count("\n"), "w": len(text.split()), "c": len(text.encode())}
        chosen = [counts[key] for key in "lwc" if key in (flags or "lwc")]
        shown = str(chosen[0]) if len(chosen) == 1 else " ".join(f"{count:9d}" for count in chosen)
        lines.append(f"{shown} {name}".rstrip() + "\n")
    return status, [*wrong, ("".join(lines), "stdout")]


def _grep(args: list[str], inside: Inside, stdin: str) -> Result:
    flags, rest = _flags(args), _plain(args)
    if not rest:
        return _wrong("BusyBox: Usage: grep [OPTIONS] PATTERN [FILE]...", 2)
    try:
        pattern = re.compile(re.escape(rest[0]) if "F" in flags else rest[0], re.I if "i" in flags else 0)
    except re.error:
        return _wrong(f"grep: bad regex '{rest[0]}'", 2)
    status, texts, wrong = _texts("grep", rest[1:], inside, stdin)
    wrong = [(text.replace("can't open '", "").replace("':", ":"), stream) for text, stream in wrong]
    found = []
    for name, text in texts:
        lines = [line for line in text.splitlines() if bool(pattern.search(line)) is not ("v" in flags)]
        mark = f"{name}:" if len(rest) > 2 else ""
        found += [f"{mark}{line}\n" for line in lines]
    text = f"{len(found)}\n" if "c" in flags else "".join(found)
    out: Output = [*wrong] if "q" in flags else [*wrong, (text, "stdout")]
    return (2 if status else int(not found)), out


def _ls(args: list[str], inside: Inside, _stdin: str) -> Result:
    flags, names = _flags(args), _plain(args) or ["."]
    status, files, folders, out = 0, [], [], Output()
    for name in names:
        path = inside.path(name)
        if path in inside.files or ("d" in flags and inside.is_folder(path)):
            files.append(name)
        elif inside.is_folder(path):
            folders.append((name, path))
        else:
            status = 1
            out.append((f"ls: {name}: {MISSING}\n", "stderr"))
    text = "".join(_entry(inside, inside.path(name), name, flags) for name in sorted(files))
    for number, (name, path) in enumerate(folders):
        gap = "\n" if number or files else ""
        title = f"{gap}{name}:\n" if len(names) > 1 else ""
        inner = [one for one in inside.entries(path) if "a" in flags or "A" in flags or not one.startswith(".")]
        if "a" in flags:
            inner = [".", "..", *inner]
        total = f"total {4 * len(inner)}\n" if "l" in flags else ""
        text += title + total + "".join(_entry(inside, posixpath.join(path, one), one, flags) for one in inner)
    return status, [*out, (text, "stdout")] if text else out


def _entry(inside: Inside, path: str, shown: str, flags: str) -> str:
    if "l" not in flags:
        return f"{shown}\n"
    path = posixpath.normpath(path)
    folder = path not in inside.files
    size = 4096 if folder else len(inside.files[path].encode())
    rights, owner = inside.modes.get(path, ("drwxr-xr-x" if folder else "-rw-r--r--", "0 0"))
    user, _, group = owner.partition(" ")
    if "n" not in flags:
        user = _NAMES.get(int(user), user) if user.isdigit() else user
        group = _GROUPS.get(int(group), group) if group.isdigit() else group
    links = 2 if folder else 1
    return f"{rights} {links:4d} {user:<8} {group:<8} {size:9d} {inside.clock[4:16]} {shown}\n"


# ---------------------------------------------------------------- writing
def _touch(args: list[str], inside: Inside, _stdin: str) -> Result:
    return _each("touch", _plain(args), lambda path: inside.store(path, inside.files.get(path, "")), inside)


def _rm(args: list[str], inside: Inside, _stdin: str) -> Result:
    force = "f" in _flags(args)

    def one(path: str) -> str:
        if inside.is_folder(path) and path not in inside.files:
            if "r" not in _flags(args).lower():
                return "is a directory"
            for inner in [known for known in inside.files if known.startswith(path + "/")]:
                inside.store(inner, None)
            return ""
        if path not in inside.files:
            return "" if force else f"can't remove: {MISSING}"
        return inside.store(path, None)

    status, out = 0, Output()
    for name in _plain(args):
        fault = one(inside.path(name))
        if fault:
            status = 1
            text = f"can't remove '{name}': {MISSING}" if fault.startswith("can't") else f"'{name}' {fault}"
            out.append((f"rm: {text}\n", "stderr"))
    return status, out


def _mkdir(args: list[str], inside: Inside, _stdin: str) -> Result:
    parents = "p" in _flags(args)
    status, out = 0, Output()
    for name in _plain(args):
        path = inside.path(name)
        fault = ""
        if inside.exists(path):
            fault = "" if parents else "File exists"
        elif inside.read_only(path):
            fault = "Read-only file system"
        elif not parents and not inside.is_folder(posixpath.dirname(path)):
            fault = MISSING
        else:
            inside.folders.add(path)
            inside.write(path + "/", "")
        if fault:
            status = 1
            out.append((f"mkdir: can't create directory '{name}': {fault}\n", "stderr"))
    return status, out


def _each(program: str, names: list[str], act: Callable[[str], str], inside: Inside) -> Result:
    status, out = 0, Output()
    for name in names:
        fault = act(inside.path(name))
        if fault and fault != IS_FOLDER:
            status = 1
            out.append((f"{program}: {name}: {fault}\n", "stderr"))
    return status, out


def _tee(args: list[str], inside: Inside, stdin: str) -> Result:
    for name in _plain(args):
        path = inside.path(name)
        inside.store(path, (inside.files.get(path, "") if "a" in _flags(args) else "") + stdin)
    return said(stdin)


# -------------------------------------------------------------------- who, where
def _id(args: list[str], inside: Inside, _stdin: str) -> Result:
    user, _, group = (inside.user or "root").partition(":")
    uid = int(user) if user.isdigit() else ACCOUNTS.get(user, 0)
    gid = (
        int(group) if group.isdigit() else ACCOUNTS.get(group, uid if user in _NAMES.values() or user.isdigit() else 0)
    )
    if user.isdigit() and not group and int(user) not in _NAMES:
        gid = 0
    flags = _flags(args)
    if "u" in flags:
        return said(f"{_NAMES.get(uid, uid) if 'n' in flags else uid}\n")
    if "g" in flags:
        return said(f"{_GROUPS.get(gid, gid) if 'n' in flags else gid}\n")
    named = f"{uid}({_NAMES[uid]})" if uid in _NAMES else str(uid)
    grouped = f"{gid}({_GROUPS[gid]})" if gid in _GROUPS else str(gid)
    return said(f"uid={named} gid={grouped} groups={grouped}\n")


def _whoami(_args: list[str], inside: Inside, _stdin: str) -> Result:
    user = inside.user.partition(":")[0] or "root"
    if user.isdigit() and int(user) not in _NAMES:
        return _wrong(f"whoami: unknown uid {user}")
    return said(f"{_NAMES.get(int(user), user) if user.isdigit() else user}\n")


def _hostname(args: list[str], inside: Inside, _stdin: str) -> Result:
    if "i" in _flags(args):
        own = [address for address in inside.files.get("/etc/hosts", "").splitlines() if inside.hostname in address]
        return said(" ".join(line.split("\t")[0] for line in own) + "\n")
    return said(inside.hostname + "\n")


def _env(args: list[str], inside: Inside, _stdin: str) -> Result:
    names = _plain(args)
    if names or "i" in _flags(args):
        return said("")
    return said("".join(f"{name}={value}\n" for name, value in inside.env.items()))


def _printenv(args: list[str], inside: Inside, _stdin: str) -> Result:
    if not args:
        return _env([], inside, "")
    found = [inside.env[name] for name in args if name in inside.env]
    return said("".join(f"{value}\n" for value in found), int(len(found) < len(args)))


def _pwd(_args: list[str], inside: Inside, _stdin: str) -> Result:
    return said(f"{inside.cwd or '/'}\n")


def _echo(args: list[str], _inside: Inside, _stdin: str) -> Result:
    rest = list(args)
    newline = "\n"
    while rest and re.fullmatch(r"-[neE]+", rest[0]):
        newline = "" if "n" in rest.pop(0) else newline
    return said(" ".join(rest) + newline)


def _printf(args: list[str], _inside: Inside, _stdin: str) -> Result:
    if not args:
        return _wrong("BusyBox: Usage: printf FORMAT [ARG]...")
    text = args[0].replace("\\n", "\n").replace("\\t", "\t")
    rest = args[1:]
    return said(re.sub(r"%[sd]", lambda _m: rest.pop(0) if rest else "", text))


def _ps(args: list[str], inside: Inside, _stdin: str) -> Result:
    user = inside.user.partition(":")[0] or "root"
    rows = [(1, inside.command), (27, " ".join(("ps", *args)))]
    lines = "".join(f"{number:5d} {user:<8} {command}\n" for number, command in rows)
    return said(f"PID   USER     COMMAND\n{lines}")


def _uname(args: list[str], inside: Inside, _stdin: str) -> Result:
    flags = _flags(args)
    if "a" in flags:
        return said(f"Linux {inside.hostname} 6.12.0 #1 SMP x86_64 GNU/Linux\n")
    parts = {"s": "Linux", "n": inside.hostname, "r": "6.12.0", "m": "x86_64"}
    return said(" ".join(parts[key] for key in "snrm" if key in (flags or "s")) + "\n")


def _date(args: list[str], inside: Inside, _stdin: str) -> Result:
    text = args[0] if args else ""
    return said((inside.clock[-4:] if text == "+%Y" else inside.clock) + "\n")


def _which(args: list[str], _inside: Inside, _stdin: str) -> Result:
    found = [name for name in args if name in PROGRAMS]
    return said("".join(f"/bin/{name}\n" for name in found), int(len(found) < len(args)))


def _test(args: list[str], inside: Inside, _stdin: str) -> Result:
    rest = [arg for arg in args if arg != "]"]
    match rest:
        case ["!", *more]:
            return int(_test(more, inside, "")[0] == 0), []
        case ["-f" | "-s" | "-r", name]:
            good = inside.path(name) in inside.files
        case ["-d", name]:
            good = inside.is_folder(inside.path(name))
        case ["-e", name]:
            good = inside.exists(inside.path(name))
        case ["-z", text]:
            good = not text
        case ["-n", text] | [text]:
            good = bool(text)
        case [one, "=" | "==" | "-eq", other]:
            good = one == other
        case [one, "!=" | "-ne", other]:
            good = one != other
        case _:
            good = False
    return int(not good), []


def _sleep(args: list[str], inside: Inside, _stdin: str) -> Result:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", args[0]) if args else None
    if match is None:
        return _wrong(f"sleep: invalid number '{args[0] if args else ''}'")
    inside.elapsed += int(float(match[1]) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[match[2]] * _SECOND)
    return 0, []


# ------------------------------------------------------------------ network
def _nslookup(args: list[str], inside: Inside, _stdin: str) -> Result:
    name = next(iter(_plain(args)), "")
    head = "Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\n"
    address = inside.addresses.get(name)
    if "127.0.0.11" not in inside.files.get("/etc/resolv.conf", ""):
        return said(";; connection timed out; no servers could be reached\n\n", 1)
    lost = f"** server can't find {name}: SERVFAIL"  # Docker's server asks others, which nobody can reach
    if not address:
        return said(f"{head}{lost}\n\n{lost}\n\n", 1)
    answers = "".join(f"Name:\t{name}\nAddress: {one}\n" for one in address.split())
    return said(f"{head}Non-authoritative answer:\n\nNon-authoritative answer:\n{answers}\n")


def _ping(args: list[str], inside: Inside, _stdin: str) -> Result:
    rest = list(args)
    count = 4
    names = []
    while rest:
        arg = rest.pop(0)
        match = re.fullmatch(r"-[cwW](\d*)", arg)
        if match:
            number = match[1] or (rest.pop(0) if rest else "1")
            count = int(number) if arg.startswith("-c") and number.isdigit() else count
        elif not arg.startswith("-"):
            names.append(arg)
    name = names[-1] if names else ""
    known = {"localhost": "127.0.0.1", **inside.addresses}
    address = known.get(name, name if re.fullmatch(r"[\d.]+", name) else "").partition(" ")[0]
    if not address:
        return _wrong(f"ping: bad address '{name}'")
    times = range(count)
    lines = [f"64 bytes from {address}: seq={n} ttl=64 time=0.0{60 + n % 9} ms\n" for n in times]
    inside.elapsed += max(count - 1, 0) * _SECOND
    end = f"{count} packets transmitted, {count} packets received, 0% packet loss\n"
    text = f"PING {name} ({address}): 56 data bytes\n{''.join(lines)}\n--- {name} ping statistics ---\n{end}"
    return said(f"{text}round-trip min/avg/max = 0.060/0.062/0.068 ms\n")


PLAYED: dict[str, Program] = {
    "[": _test,
    "cat": _cat,
    "date": _date,
    "echo": _echo,
    "env": _env,
    "false": lambda _args, _inside, _stdin: (1, []),
    "grep": _grep,
    "head": _head,
    "hostname": _hostname,
    "id": _id,
    "ls": _ls,
    "mkdir": _mkdir,
    "nslookup": _nslookup,
    "ping": _ping,
    "printenv": _printenv,
    "printf": _printf,
    "ps": _ps,
    "pwd": _pwd,
    "rm": _rm,
    "sleep": _sleep,
    "tail": _tail,
    "tee": _tee,
    "test": _test,
    "touch": _touch,
    "true": lambda _args, _inside, _stdin: (0, []),
    ":": lambda _args, _inside, _stdin: (0, []),
    "uname": _uname,
    "wc": _wc,
    "which": _which,
    "whoami": _whoami,
}
"""Programs by name."""
