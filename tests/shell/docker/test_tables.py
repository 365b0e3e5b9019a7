"""Columns, sizes and ages."""

from __future__ import annotations

import pytest

from tutor.shell.docker.gotext import format_duration, format_float, format_mode
from tutor.shell.docker.sizes import SECOND, bytes_size, human_duration, human_size
from tutor.shell.docker.tables import align, ellipsis, naturally


def test_columns_are_at_least_ten_wide_and_three_apart() -> None:
    text = align("ID\tNAME\tPORTS\nabc\ta-long-name-here\t\n")
    assert text == "ID        NAME               PORTS\nabc       a-long-name-here   \n"


def test_an_empty_table_is_its_header() -> None:
    assert align("NAME\tSERVICES\n") == "NAME      SERVICES\n"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "Less than a second"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "About a minute"),
        (120, "2 minutes"),
        (3600, "About an hour"),
        (47 * 3600, "47 hours"),
        (48 * 3600, "2 days"),
        (14 * 86400, "2 weeks"),
        (60 * 86400, "2 months"),
        (730 * 86400, "2 years"),
    ],
)
def test_ages(seconds: float, text: str) -> None:
    assert human_duration(int(seconds * SECOND)) == text


def test_sizes() -> None:
    assert human_size(187_000_000, 3) == "187MB"
    assert human_size(2_746_000_000) == "2.746GB"
    assert bytes_size(536_870_912) == "512MiB"


def test_go_numbers() -> None:
    assert [format_duration(n) for n in (0, 1_500_000, 90 * SECOND, 7776000 * SECOND)] == [
        "0s",
        "1.5ms",
        "1m30s",
        "2160h0m0s",
    ]
    assert format_mode(0o440) == "-r--r-----"
    assert format_float(1e21) == "1e+21"


def test_cutting_and_sorting() -> None:
    assert ellipsis('"task: non-zero exit (1)"', 30) == '"task: non-zero exit (1)"'
    assert ellipsis("no suitable node (insufficient resources)", 30) == "no suitable node (insufficien…"
    assert naturally(["web.10", "web.2", "api.1"]) == ["api.1", "web.2", "web.10"]
