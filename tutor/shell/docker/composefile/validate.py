"""Checks data against a schema and words the one error that the client shows.

The client validates with gojsonschema and reports the error with the longest path; where several
alternatives are allowed it explains the one that came closest, by gojsonschema's scores. So the scores
are kept here as there (`validation.go`, `result.go`; docker/cli `compose/schema/schema.go`).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tutor.shell.docker.composefile.document import MixedKeys
from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.composefile.values import float_text

_READABLE = {"object": "mapping", "array": "list"}


@dataclass(frozen=True, slots=True)
class Schema:
    """What a value may be. `types` empty: anything; `formats` maps a name to a check of text or number."""

    types: tuple[str, ...] = ()
    properties: Mapping[str, Schema] = field(default_factory=dict)
    patterns: Mapping[str, Schema] = field(default_factory=dict)
    additional: bool = True
    required: tuple[str, ...] = ()
    items: Schema | None = None
    unique: bool = False
    one_of: tuple[Schema, ...] = ()
    enum: tuple[str, ...] = ()
    minimum: int | None = None
    format: str = ""
    accepts: Callable[[str | int | float], bool] | None = None
    """The check behind `format`."""


@dataclass(frozen=True, slots=True)
class _Problem:
    path: tuple[str, ...]
    text: str
    expected: tuple[str, ...] = ()
    """Set when the type is wrong."""
    choice: bool = False
    """No alternative fits; the next problem tells why the closest one does not."""

    @property
    def where(self) -> str:
        return ".".join(self.path) or "(root)"

    @property
    def depth(self) -> int:
        return self.where.count(".")


@dataclass(slots=True)
class _Result:
    problems: list[_Problem] = field(default_factory=list)
    score: int = 0

    def add(self, problem: _Problem) -> None:
        self.problems.append(problem)
        self.score -= 2

    def merge(self, other: _Result) -> None:
        self.problems += other.problems
        self.score += other.score


def validate(data: Mapping[str, Any], schema: Schema) -> None:
    """Raises ComposeError with the most specific problem, if there is any."""
    _refuse_unfit(data)
    problems = _check(data, schema, ()).problems
    if problems:
        raise ComposeError(_message(problems))


def _refuse_unfit(value: Any) -> None:
    """The client makes JSON of the data before it checks it; some of YAML cannot be JSON."""
    if isinstance(value, MixedKeys):
        raise ComposeError("json: unsupported type: map[interface {}]interface {}")
    if isinstance(value, float) and not math.isfinite(value):
        raise ComposeError(f"json: unsupported value: {float_text(value)}")
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for child in children:
        _refuse_unfit(child)


def _message(problems: list[_Problem]) -> str:
    best = 0
    for index, problem in enumerate(problems):
        current = problems[best]
        if problem.depth > current.depth or (
            problem.depth == current.depth and problem.expected and not current.expected
        ):
            best = index
    chosen = problems[best]
    if chosen.expected:
        return f"{chosen.where} must be a {_alternatives(chosen.expected)}"
    if chosen.choice and best + 1 < len(problems):
        return f"{chosen.where} {problems[best + 1].text}"
    return f"{chosen.where} {chosen.text}"


def _alternatives(types: tuple[str, ...]) -> str:
    names = [_READABLE.get(name, name) for name in types]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "integer" if value == int(value) else "number"
    if isinstance(value, (dict, list)):
        return "object" if isinstance(value, dict) else "array"
    return "string"


def _check(value: Any, schema: Schema, path: tuple[str, ...]) -> _Result:
    result = _Result()
    kind = _kind(value)
    allowed = not schema.types or kind in schema.types or (kind == "integer" and "number" in schema.types)
    if not allowed:
        text = f"Invalid type. Expected: {_types(schema.types)}, given: {kind}"
        result.add(_Problem(path, text, expected=schema.types))
        return result
    _check_alternatives(value, schema, path, result)
    if kind == "array":
        _check_array(value, schema, path, result)
    elif kind == "object":
        _check_object(value, schema, path, result)
    elif kind != "null" and kind != "boolean":
        _check_scalar(value, schema, path, result)
    if schema.enum and value not in schema.enum:
        allowed_values = ", ".join(json.dumps(item) for item in schema.enum)
        where = ".".join(path)
        result.add(_Problem(path, f"{where} must be one of the following: {allowed_values}"))
    result.score += 3  # alternatives, common checks, the value itself
    if kind == "object":
        for name, child in schema.properties.items():
            if name in value:
                result.merge(_check(value[name], child, (*path, name)))
    return result


def _types(types: tuple[str, ...]) -> str:
    return types[0] if len(types) == 1 else f"[{','.join(types)}]"


def _check_alternatives(value: Any, schema: Schema, path: tuple[str, ...], result: _Result) -> None:
    if not schema.one_of:
        return
    results = [_check(value, alternative, path) for alternative in schema.one_of]
    fitting = sum(not one.problems for one in results)
    if fitting == 1:
        return
    result.add(_Problem(path, "Must validate one and only one schema (oneOf)", choice=True))
    if not fitting:
        result.merge(max(results, key=lambda one: one.score))


def _check_array(value: list[Any], schema: Schema, path: tuple[str, ...], result: _Result) -> None:
    if schema.items is not None:
        for index, item in enumerate(value):
            result.merge(_check(item, schema.items, (*path, str(index))))
    if schema.unique:
        seen: dict[str, int] = {}
        for index, item in enumerate(value):
            key = json.dumps(item, sort_keys=True)
            if key in seen:
                result.add(_Problem(path, f"array items[{seen[key]},{index}] must be unique"))
            seen[key] = index
    result.score += 1


def _check_object(value: Mapping[str, Any], schema: Schema, path: tuple[str, ...], result: _Result) -> None:
    for name in schema.required:
        if name in value:
            result.score += 1
        else:
            result.add(_Problem(path, f"{name} is required"))
    for name, item in value.items():
        matching = [child for pattern, child in schema.patterns.items() if re.search(pattern, name)]
        for child in matching:
            result.merge(_check(item, child, (*path, name)))
        if matching:
            result.score += 1
        elif name not in schema.properties and not schema.additional:
            result.add(_Problem(path, f"Additional property {name} is not allowed"))
    result.score += 1


def _check_scalar(value: str | int | float, schema: Schema, path: tuple[str, ...], result: _Result) -> None:
    if schema.minimum is not None and not isinstance(value, str) and value < schema.minimum:
        result.add(_Problem(path, f"Must be greater than or equal to {schema.minimum}"))
    if schema.accepts is not None and not schema.accepts(value):
        result.add(_Problem(path, f"Does not match format '{schema.format}'"))
    result.score += 1
