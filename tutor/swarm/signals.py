"""Signals by name and number, as `docker kill` takes them. Source: moby `sys/signal` (Linux)."""

from __future__ import annotations

_NAMES = (
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
    "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
    "PWR", "SYS",
)  # fmt: skip
_OTHER_NAMES = {"CLD": "CHLD", "POLL": "IO", "IOT": "ABRT", "RTMIN": "34", "RTMAX": "64"}
_HIGHEST = 64


def signal_name(text: str) -> str:
    """`SIGTERM`, `term` and `15` are all `TERM`; empty when there is no such signal."""
    bare = text.upper().removeprefix("SIG")
    if bare.isdigit():
        number = int(bare)
        if 0 < number <= len(_NAMES):
            return _NAMES[number - 1]
        return bare if 0 < number <= _HIGHEST else ""
    return bare if bare in _NAMES else _OTHER_NAMES.get(bare, "")


def is_signal(text: str) -> bool:
    """Whether there is such a signal; an empty text stands for the default one."""
    return not text or bool(signal_name(text))
