"""Every conformance statement has a test that carries its number, or a reason why it cannot have one."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
STATEMENTS = 134
"""They are C001 to this one."""
MOST_NOT_COVERED = 10

NOT_COVERED = {
    "C004": "a swarm that answers has a node, the one that answers; tests/swarm asks the scheduler itself",
}


def test_every_statement_is_covered_or_excused() -> None:
    statements = {f"C{number:03}" for number in range(1, STATEMENTS + 1)}
    covered = {number for file in HERE.glob("test_*.py") for number in numbers_in(file.read_text())}
    assert statements - covered - set(NOT_COVERED) == set()
    assert covered & set(NOT_COVERED) == set(), "covered all the same"
    assert covered | set(NOT_COVERED) <= statements, "numbers that no statement has"
    assert len(NOT_COVERED) <= MOST_NOT_COVERED
    assert all(NOT_COVERED.values())


def test_only_marks_of_tests_count() -> None:
    source = """
import pytest

pytest.mark.statement("C001")

@pytest.mark.statement("C002")
def helper(): ...

@pytest.mark.statement("C003")
@pytest.mark.statement("C004")
async def test_two(): ...

class TestThings:
    @pytest.mark.parametrize("x", ["C005"])
    @pytest.mark.statement("C006")
    def test_one(self): ...
"""
    assert sorted(numbers_in(source)) == ["C003", "C004", "C006"]


def numbers_in(source: str) -> Iterator[str]:
    """The numbers that tests of a module carry as `@pytest.mark.statement("C018")`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_"):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.statement":
                    yield from (
                        str(argument.value) for argument in decorator.args if isinstance(argument, ast.Constant)
                    )
