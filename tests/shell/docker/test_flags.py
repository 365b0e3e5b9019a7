"""Flags as pflag reads them; the texts are those of the real client."""

from __future__ import annotations

import pytest

from tutor.shell.docker import kinds
from tutor.shell.docker.flags import Flag, FlagError, Parsed, flag_table, parse
from tutor.shell.docker.gotext import BadValue
from tutor.shell.docker.sizes import parse_bytes

FLAGS = flag_table(
    (
        Flag("detach", kinds.BOOL, short="d"),
        Flag("quiet", kinds.BOOL, short="q"),
        Flag("name", kinds.STRING),
        Flag("filter", kinds.FILTER, short="f"),
        Flag("env", kinds.LIST, short="e"),
        Flag("label", kinds.LABELS, short="l"),
        Flag("replicas", kinds.OPTIONAL_UINT),
        Flag("limit", kinds.INT, default=5),
        Flag("delay", kinds.DURATION),
        Flag("memory", kinds.BYTES),
        Flag("cpus", kinds.DECIMAL),
        Flag("ratio", kinds.FLOAT),
        Flag("subnet", kinds.STRINGS),
        Flag("opt", kinds.MAP, short="o"),
    )
)


def read(*words: str, interspersed: bool = True) -> Parsed:
    return parse(FLAGS, words, interspersed=interspersed)


def refusal(*words: str) -> str:
    with pytest.raises(FlagError) as caught:
        read(*words)
    return str(caught.value)


def test_long_short_and_clustered() -> None:
    parsed = read("--name=web", "-dq", "-fname=a", "nginx", "-e", "A=1", "--env", "B=2")
    assert parsed.args == ["nginx"]
    assert parsed.values.text("name") == "web"
    assert parsed.values.on("detach") and parsed.values.on("quiet")
    assert parsed.values.filters() == {"name": ("a",)}
    assert parsed.values.many("env") == ("A=1", "B=2")


def test_defaults_and_what_was_given() -> None:
    values = read("--detach=false").values
    assert values.changed("detach") and not values.on("detach")
    assert not values.changed("limit") and values.number("limit") == 5
    assert values["replicas"] is None


def test_a_double_dash_ends_flags() -> None:
    assert read("--", "-d", "--name").args == ["-d", "--name"]


def test_flags_end_at_the_first_operand_when_not_interspersed() -> None:
    parsed = read("-d", "image", "sleep", "-f", "3", interspersed=False)
    assert parsed.args == ["image", "sleep", "-f", "3"]


def test_a_single_dash_is_an_operand() -> None:
    assert read("name", "-").args == ["name", "-"]


def test_short_flag_with_equals_sign() -> None:
    assert read("-d=false").values.changed("detach")
    assert read("-o=a=b", "-o", "c").values["opt"] == {"a": "b", "c": ""}


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--bogus"], "unknown flag: --bogus"),
        (["--bogus=1"], "unknown flag: --bogus"),
        (["-z"], "unknown shorthand flag: 'z' in -z"),
        (["-dz"], "unknown shorthand flag: 'z' in -z"),
        (["--name"], "flag needs an argument: --name"),
        (["-f"], "flag needs an argument: 'f' in -f"),
        (["-df"], "flag needs an argument: 'f' in -f"),
        (["---x"], "bad flag syntax: ---x"),
        (["--=x"], "bad flag syntax: --=x"),
        (["-f", "x"], 'invalid argument "x" for "-f, --filter" flag: bad format of filter (expected name=value)'),
        (
            ["--replicas", "many"],
            'invalid argument "many" for "--replicas" flag: strconv.ParseUint: parsing "many": invalid syntax',
        ),
        (
            ["--replicas", "99999999999999999999"],
            'invalid argument "99999999999999999999" for "--replicas" flag: '
            'strconv.ParseUint: parsing "99999999999999999999": value out of range',
        ),
        (["--limit", "x"], 'invalid argument "x" for "--limit" flag: strconv.ParseInt: parsing "x": invalid syntax'),
        (["--delay", "5"], 'invalid argument "5" for "--delay" flag: time: missing unit in duration "5"'),
        (["--delay", "soon"], 'invalid argument "soon" for "--delay" flag: time: invalid duration "soon"'),
        (["--delay", "5x"], 'invalid argument "5x" for "--delay" flag: time: unknown unit "x" in duration "5x"'),
        (["--memory", "foo"], 'invalid argument "foo" for "--memory" flag: invalid size: \'foo\''),
        (["--memory", "4q"], 'invalid argument "4q" for "--memory" flag: invalid suffix: \'q\''),
        (["--cpus", "foo"], 'invalid argument "foo" for "--cpus" flag: failed to parse foo as a rational number'),
        (["--label", "=x"], 'invalid argument "=x" for "-l, --label" flag: invalid label \'=x\': empty name'),
        (
            ["-d=maybe"],
            'invalid argument "maybe" for "-d, --detach" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
        ),
    ],
)
def test_refusals_are_pflags(words: list[str], text: str) -> None:
    assert refusal(*words) == text


@pytest.mark.parametrize(
    ("flag", "text", "value"),
    [
        ("delay", "1m30s", 90_000_000_000),
        ("delay", "1.5h", 5_400_000_000_000),
        ("delay", "-2ms", -2_000_000),
        ("memory", "64m", 67_108_864),
        ("memory", "1.5GiB", 1_610_612_736),
        ("memory", "512", 512),
        ("cpus", "0.5", 500_000_000),
        ("cpus", "1/4", 250_000_000),
        ("replicas", "0x10", 16),
        ("limit", "-010", -8),
        ("subnet", "10.0.0.0/8,10.1.0.0/16", ("10.0.0.0/8", "10.1.0.0/16")),
    ],
)
def test_values(flag: str, text: str, value: object) -> None:
    assert read(f"--{flag}", text).values[flag] == value


def test_filters_add_up_and_ignore_case_of_the_key() -> None:
    values = read("-f", "LABEL = a=b ", "-f", "label=c", "-f", "name=x", "-f", "name=x").values
    assert values.filters() == {"label": ("a=b", "c"), "name": ("x",)}


def test_sizes_beyond_every_memory_are_told_or_wrapped_as_in_go() -> None:
    with pytest.raises(BadValue, match="value out of range"):
        parse_bytes("1e309")
    assert parse_bytes("1e308k") == parse_bytes("9999999999999999g") == -(1 << 63)
