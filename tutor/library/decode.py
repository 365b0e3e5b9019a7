"""Plain data into types. What does not fit is told for each value, with the line it stands on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import inspect as shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.library.problem import Problem
    from tutor.library.yaml_source import Document, Route

T = TypeVar("T")


@cache
def _type_info(wanted: Any) -> shapes.Type:
    return shapes.type_info(wanted)


def decode(document: Document, wanted: type[T], route: Route = ()) -> tuple[T | None, list[Problem]]:
    """The value at `route` as the wanted type, or None and every problem it has (at least one)."""
    data = document.data
    for step in route:
        data = data[step]
    try:
        return msgspec.convert(data, wanted, str_keys=True), []
    except msgspec.ValidationError as error:
        key: Any = wanted
        found = [
            document.problem((*route, *inner), problem, expected)
            for inner, problem, expected in _misfits(_type_info(key), data, ())
        ]
        return None, found or [document.problem(route, str(error), "what the JSON Schema says")]


def _misfits(shape: shapes.Type, data: Any, route: Route) -> Iterator[tuple[Route, str, str]]:
    """(where, what is wrong, what is expected) for everything in `data` that does not have the shape."""
    if isinstance(shape, shapes.StructType):
        yield from _struct_misfits(shape, data, route)
    elif isinstance(shape, shapes.UnionType):
        yield from _union_misfits(shape, data, route)
    elif isinstance(shape, (shapes.ListType, shapes.VarTupleType)):
        if not isinstance(data, list):
            yield route, _found(data), "a list"
            return
        for index, value in enumerate(data):
            yield from _misfits(shape.item_type, value, (*route, index))
    elif isinstance(shape, shapes.DictType):
        if not isinstance(data, dict):
            yield route, _found(data), "a mapping"
            return
        for key, value in data.items():
            yield from _misfits(shape.key_type, key, (*route, key))
            yield from _misfits(shape.value_type, value, (*route, key))
    elif not _fits_plain(shape, data):
        yield route, f"{_named(route)}{_found(data)}", _wanted(shape, data)


def _struct_misfits(shape: shapes.StructType, data: Any, route: Route) -> Iterator[tuple[Route, str, str]]:
    if not isinstance(data, dict):
        yield route, _found(data), f"a mapping with {_names(shape)}"
        return
    fields = {field.encode_name: field for field in shape.fields}
    known = set(fields) | ({shape.tag_field} if shape.tag_field else set())
    for name in sorted(data.keys() - known):
        yield (*route, name), f"unknown field `{name}`", f"one of {', '.join(sorted(known))}"
    for name, field in fields.items():
        if name in data:
            yield from _misfits(field.type, data[name], (*route, name))
        elif field.required:
            yield route, f"`{name}` is missing", f"`{name}`: {_wanted(field.type, None)}"


def _union_misfits(shape: shapes.UnionType, data: Any, route: Route) -> Iterator[tuple[Route, str, str]]:
    structs = [one for one in shape.types if isinstance(one, shapes.StructType)]
    tagged = {one.tag: one for one in structs if one.tag is not None}
    if tagged and isinstance(data, dict):
        field = structs[0].tag_field or ""
        if field not in data:
            yield route, f"`{field}` is missing", f"one of {', '.join(map(str, tagged))}"
        elif data[field] not in tagged:
            yield (*route, field), f"{field} {_found(data[field])}", f"one of {', '.join(map(str, tagged))}"
        else:
            yield from _misfits(tagged[data[field]], data, route)
        return
    every = [list(_misfits(one, data, route)) for one in shape.types]
    if all(every):
        # the arm that the data comes nearest to: the one whose troubles lie deepest
        yield from max(every, key=lambda found: max(len(where) for where, _, _ in found))


def _fits_plain(shape: shapes.Type, data: Any) -> bool:
    match shape:
        case shapes.AnyType():
            return True
        case shapes.NoneType():
            return data is None
        case shapes.BoolType():
            return isinstance(data, bool)
        case shapes.IntType():
            return isinstance(data, int) and not isinstance(data, bool)
        case shapes.FloatType():
            return isinstance(data, (int, float)) and not isinstance(data, bool)
        case shapes.StrType():
            return isinstance(data, str)
        case shapes.LiteralType(values=values):
            return data in values and not isinstance(data, bool)
    return True


def _wanted(shape: shapes.Type, data: Any) -> str:
    match shape:
        case shapes.LiteralType(values=values):
            return f"one of {', '.join(map(str, values))}"
        case shapes.BoolType():
            return "true or false"
        case shapes.IntType() | shapes.FloatType():
            return "a number"
        case shapes.StrType():
            return "text" if data is None or isinstance(data, (dict, list)) else "text: put it in quotes"
        case shapes.ListType() | shapes.VarTupleType():
            return "a list"
        case shapes.StructType():
            return f"a mapping with {_names(shape)}"
        case shapes.UnionType(types=types):
            return " or ".join(_wanted(one, data) for one in types if not isinstance(one, shapes.NoneType))
        case shapes.DictType():
            return "a mapping"
    return "nothing"


def _names(shape: shapes.StructType) -> str:
    return ", ".join(field.encode_name for field in shape.fields if field.required)


def _named(route: Route) -> str:
    names = [step for step in route if isinstance(step, str)]
    return f"`{names[-1]}` " if names else ""


def _found(data: Any) -> str:
    match data:
        case None:
            return "is empty"
        case bool():
            return f"is {'true' if data else 'false'}"
        case int() | float():
            return f"is the number {data}"
        case dict():
            return "is a mapping"
        case list():
            return "is a list"
    shown = str(data).strip().splitlines() or [""]
    return f"is the text {shown[0][:40]!r}"
