"""`wget` of busybox, in containers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.swarm.box.inside import Inside
    from tutor.swarm.box.programs import Result

_URL = re.compile(r"(?:http://)?([^/:\s]+)(?::(\d{1,5}))?(?:/(\S*))?")
_WITH_VALUE = ("-T", "-t", "-U", "-P", "-Y", "--header", "--post-data", "--timeout")


def wget(args: list[str], inside: Inside, _stdin: str) -> Result:
    """`wget [-q] [-O FILE] [--spider] URL`."""
    quiet, spider, target, url, rest = False, False, "", "", list(args)
    while rest:
        arg = rest.pop(0)
        short = re.fullmatch(r"-(q?)O(.*)", arg)
        if short:
            quiet = quiet or bool(short[1])
            target = short[2] or (rest.pop(0) if rest else "")
        elif arg in _WITH_VALUE and rest:
            rest.pop(0)
        elif arg in ("-q", "--quiet", "-s", "--spider"):
            quiet, spider = quiet or "q" in arg, spider or "s" in arg
        elif not arg.startswith("-"):
            url = arg
    match = _URL.fullmatch(url)
    if match is None:
        return 1, [("wget: not an http or ftp url: " + url + "\n", "stderr")]
    return _fetch(match, inside, target, quiet=quiet, spider=spider)


def _fetch(match: re.Match[str], inside: Inside, target: str, *, quiet: bool, spider: bool) -> Result:
    name, port = match[1], int(match[2] or 80)
    known = {"localhost": "127.0.0.1", **inside.addresses}
    addresses = known.get(name, name if re.fullmatch(r"[\d.]+", name) else "").split()
    if not addresses:
        return 1, [(f"wget: bad address '{name}'\n", "stderr")]
    told = [] if quiet else [(f"Connecting to {match[0].split('//')[-1]} ({addresses[0]}:{port})\n", "stderr")]
    page = next((text for text in (inside.fetch(address, port) for address in addresses) if text), None)
    if page is None:
        return 1, [*told, (f"wget: can't connect to remote host ({addresses[0]}): Connection refused\n", "stderr")]
    if spider:
        return 0, told
    if target == "-":
        return 0, [*told, (page, "stdout")]
    fault = inside.store(inside.path(target or match[3] or "index.html"), page)
    return (1, [*told, (f"wget: can't open '{target}': {fault}\n", "stderr")]) if fault else (0, told)
