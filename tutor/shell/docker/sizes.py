"""Sizes and ages as the docker client reads and writes them.

Source: `docker/go-units`.
"""

from __future__ import annotations

from fractions import Fraction

from tutor.shell.docker.gotext import BadValue, general, parse_float

SECOND = 1_000_000_000
_DECIMAL = ("B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB")
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB")
_POWERS = {"k": 1, "m": 2, "g": 3, "t": 4, "p": 5}


def _scaled(size: float, base: float, names: tuple[str, ...], digits: int) -> str:
    step = 0
    while size >= base and step < len(names) - 1:
        size /= base
        step += 1
    return general(size, digits) + names[step]


def human_size(size: float, digits: int = 4) -> str:
    """Decimal multiples: `187MB`, `2.746GB`."""
    return _scaled(size, 1000.0, _DECIMAL, digits)


def bytes_size(size: float) -> str:
    """Binary multiples: `512MiB`, `23.54GiB`."""
    return _scaled(size, 1024.0, _BINARY, 4)


def parse_bytes(text: str) -> int:
    """`units.RAMInBytes`: `64m`, `1.5GiB`, `512`; binary multiples, letters of any case."""
    at = max(text.rfind(character) for character in "0123456789. ")
    if at == -1:
        raise BadValue(f"invalid size: '{text}'")
    number, suffix = (text[:at], text[at + 1 :]) if text[at] == " " else (text[: at + 1], text[at + 1 :])
    size = parse_float(number)
    if size < 0:
        raise BadValue(f"invalid size: '{text}'")
    if not suffix:
        return _int64(size)
    if len(suffix) > 3:
        raise BadValue(f"invalid suffix: '{suffix}'")
    suffix = suffix.lower()
    if suffix == "b":
        return _int64(size)
    if suffix[0] not in _POWERS or suffix[1:] not in ("", "b", "ib"):
        raise BadValue(f"invalid suffix: '{suffix}'")
    return _int64(size * 1024 ** _POWERS[suffix[0]])


def _int64(size: float) -> int:
    """As Go makes a whole number of 64 bits: what is too large becomes the lowest one."""
    return int(size) if size < 1 << 63 else -1 << 63


def parse_cpus(text: str) -> int:
    """A number of processors in nano-CPUs."""
    try:
        nano = Fraction(text) * 10**9
    except (ValueError, ZeroDivisionError):
        raise BadValue(f"failed to parse {text} as a rational number") from None
    if nano.denominator != 1:
        raise BadValue("value is too precise")
    return int(nano)


def human_duration(nanoseconds: int) -> str:
    """`Less than a second`, `5 seconds`, `About an hour`... without `ago`."""
    seconds = int(nanoseconds / SECOND)
    minutes = int(nanoseconds / (60 * SECOND))
    hours = int(nanoseconds / (3600 * SECOND) + 0.5)
    steps: tuple[tuple[bool, str], ...] = (
        (seconds < 1, "Less than a second"),
        (seconds == 1, "1 second"),
        (seconds < 60, f"{seconds} seconds"),
        (minutes == 1, "About a minute"),
        (minutes < 60, f"{minutes} minutes"),
        (hours == 1, "About an hour"),
        (hours < 48, f"{hours} hours"),
        (hours < 24 * 7 * 2, f"{hours // 24} days"),
        (hours < 24 * 30 * 2, f"{hours // 24 // 7} weeks"),
        (hours < 24 * 365 * 2, f"{hours // 24 // 30} months"),
    )
    for fits, text in steps:
        if fits:
            return text
    return f"{int(nanoseconds / (3600 * SECOND)) // 24 // 365} years"
