"""How Go writes and reads small values: quoting, numbers, durations, file modes, comma-separated fields.

Source: Go `strconv`, `time`, `io/fs`, `encoding/csv`. What the docker client refuses it refuses in
these words, so they are kept here letter by letter.
"""

from __future__ import annotations

import math
import re
import struct

NANOSECOND = 1
_UNITS = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,
    "\u03bcs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_ESCAPES = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    '"': '\\"',
    "\\": "\\\\",
}
_TRUE = frozenset(("1", "t", "T", "TRUE", "true", "True"))
_FALSE = frozenset(("0", "f", "F", "FALSE", "false", "False"))
_INTEGER = re.compile(
    r"0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*", re.ASCII
)
_DIGITS = r"\d(?:_?\d)*"
_FLOAT = re.compile(
    rf"[+-]?(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?|[+-]?(?:inf|infinity|nan)",
    re.ASCII | re.IGNORECASE,
)
_MAX_DURATION = 1 << 63


class BadValue(ValueError):
    """A text that is no value of the wanted kind; the message is Go's."""


def quote(text: str) -> str:
    """`%q` of a string."""
    out = []
    for character in text:
        if character in _ESCAPES:
            out.append(_ESCAPES[character])
        elif character.isprintable():
            out.append(character)
        elif ord(character) < 0x80:
            out.append(f"\\x{ord(character):02x}")
        elif ord(character) < 0x10000:
            out.append(f"\\u{ord(character):04x}")
        else:
            out.append(f"\\U{ord(character):08x}")
    return '"' + "".join(out) + '"'


def parse_bool(text: str) -> bool:
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise BadValue(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")


def _magnitude(text: str) -> int | None:
    """A number without sign, base read from its prefix; None when it is none."""
    if not _INTEGER.fullmatch(text):
        return None
    digits = text.replace("_", "")
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdecimal():
        return int(digits, 8)
    return int(digits, 0)


def parse_int(text: str, bits: int = 64) -> int:
    """`strconv.ParseInt(text, 0, bits)`."""
    negative = text.startswith("-")
    number = _magnitude(text[1:] if text[:1] in ("+", "-") and len(text) > 1 else text)
    if number is None:
        raise BadValue(f"strconv.ParseInt: parsing {quote(text)}: invalid syntax")
    number = -number if negative else number
    if not -(1 << (bits - 1)) <= number < 1 << (bits - 1):
        raise BadValue(f"strconv.ParseInt: parsing {quote(text)}: value out of range")
    return number


def parse_uint(text: str, bits: int = 64) -> int:
    """`strconv.ParseUint(text, 0, bits)`."""
    number = _magnitude(text)
    if number is None:
        raise BadValue(f"strconv.ParseUint: parsing {quote(text)}: invalid syntax")
    if number >= 1 << bits:
        raise BadValue(f"strconv.ParseUint: parsing {quote(text)}: value out of range")
    return number


def parse_float(text: str) -> float:
    if not _FLOAT.fullmatch(text):
        raise BadValue(f"strconv.ParseFloat: parsing {quote(text)}: invalid syntax")
    number = float(text)
    if math.isinf(number) and "inf" not in text.lower():
        raise BadValue(f"strconv.ParseFloat: parsing {quote(text)}: value out of range")
    return number


def parse_float32(text: str) -> float:
    """The nearest number of 32 bits, as the shortest decimal number that stands for it."""
    number = parse_float(text)
    if math.isnan(number) or math.isinf(number):
        return number
    try:
        kept = struct.pack("f", number)
    except OverflowError:
        raise BadValue(f"strconv.ParseFloat: parsing {quote(text)}: value out of range") from None
    (number,) = struct.unpack("f", kept)
    shortest = next(s for digits in range(1, 10) if struct.pack("f", float(s := f"{number:.{digits}g}")) == kept)
    return float(shortest)


_PIECE = re.compile(r"(\d*)(\.?)(\d*)([^\d.]*)", re.ASCII)


def parse_duration(text: str) -> int:
    """`time.ParseDuration`: nanoseconds."""
    rest = text
    sign = 1
    if rest[:1] in ("+", "-"):
        sign = -1 if rest[0] == "-" else 1
        rest = rest[1:]
    if rest == "0":
        return 0
    if not rest:
        raise BadValue(f"time: invalid duration {quote(text)}")
    total = 0
    while rest:
        match = _PIECE.match(rest)
        if match is None or not (match[1] or match[3]):
            raise BadValue(f"time: invalid duration {quote(text)}")
        whole, _, fraction, unit = match.groups()
        if not unit:
            raise BadValue(f"time: missing unit in duration {quote(text)}")
        if unit not in _UNITS:
            raise BadValue(f"time: unknown unit {quote(unit)} in duration {quote(text)}")
        total += int(whole or "0") * _UNITS[unit]
        if fraction:
            total += int(fraction) * _UNITS[unit] // 10 ** len(fraction)
        rest = rest[match.end() :]
    if total >= _MAX_DURATION:
        raise BadValue(f"time: invalid duration {quote(text)}")
    return sign * total


def format_duration(nanoseconds: int) -> str:
    """`time.Duration.String()`: `2160h0m0s`, `1.5s`, `300ms`, `0s`."""
    if nanoseconds == 0:
        return "0s"
    sign = "-" if nanoseconds < 0 else ""
    amount = abs(nanoseconds)
    if amount < 1_000_000_000:
        for unit, size in (("ms", 1_000_000), ("\u00b5s", 1_000), ("ns", 1)):
            if amount >= size:
                return f"{sign}{_decimal(amount, size)}{unit}"
    minutes, rest = divmod(amount, 60_000_000_000)
    hours, minutes = divmod(minutes, 60)
    seconds = _decimal(rest, 1_000_000_000) + "s"
    if hours:
        return f"{sign}{hours}h{minutes}m{seconds}"
    return f"{sign}{minutes}m{seconds}" if minutes else sign + seconds


def _decimal(amount: int, unit: int) -> str:
    """`amount / unit` without trailing zeros, exactly."""
    whole, rest = divmod(amount, unit)
    if not rest:
        return str(whole)
    return f"{whole}.{str(rest).rjust(len(str(unit)) - 1, '0').rstrip('0')}"


def format_float(number: float) -> str:
    """`%v` of a float64: shortest form, exponent from 1e+21 on."""
    if number != number or number in (float("inf"), float("-inf")):
        return {"nan": "NaN", "inf": "+Inf", "-inf": "-Inf"}[str(number)]
    if number == int(number) and abs(number) < 1e21:
        return str(int(number))
    text = repr(number)
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    power = int(exponent)
    return f"{mantissa.removesuffix('.0')}e{'-' if power < 0 else '+'}{abs(power):02d}"


def general(number: float, digits: int) -> str:
    """`%.<digits>g` of Go, which is C's."""
    return f"{number:.{digits}g}"


def format_mode(mode: int) -> str:
    """`os.FileMode.String()` of permission bits: `-r--r--r--`."""
    return "-" + "".join(letter if mode >> (8 - n) & 1 else "-" for n, letter in enumerate("rwxrwxrwx"))


def csv_fields(text: str) -> list[str]:
    """The fields of one line of comma-separated values (`encoding/csv`, strict quotes)."""
    line = text.split("\n", 1)[0] if text else ""
    if not line:
        raise BadValue("EOF")
    fields: list[str] = []
    at = 0
    while True:
        if line[at : at + 1] == '"':
            field, at = _quoted_field(line, at)
        else:
            end = line.find(",", at)
            end = len(line) if end < 0 else end
            field = line[at:end]
            if '"' in field:
                column = len(line[: at + field.index('"')].encode()) + 1
                raise BadValue(f'parse error on line 1, column {column}: bare " in non-quoted-field')
            at = end
        fields.append(field)
        if at >= len(line):
            return fields
        at += 1


def _quoted_field(line: str, at: int) -> tuple[str, int]:
    """The quoted field that starts at `at`, and where it ends (a comma or the end)."""
    out = []
    at += 1
    while True:
        end = line.find('"', at)
        if end < 0:
            column = len(line.encode()) + 1
            raise BadValue(f'parse error on line 1, column {column}: extraneous or missing " in quoted-field')
        out.append(line[at:end])
        following = line[end + 1 : end + 2]
        if following == '"':
            out.append('"')
            at = end + 2
            continue
        if following in ("", ","):
            return "".join(out), end + 1
        column = len(line[:end].encode()) + 1
        raise BadValue(f'parse error on line 1, column {column}: extraneous or missing " in quoted-field')
