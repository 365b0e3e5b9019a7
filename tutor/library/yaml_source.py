"""YAML as this project means it: plain data with the line of every value.

YAML 1.1 reads `22:22` as 1342, `no` as false, `0777` as 511, and lets the second of two equal keys win.
Content means what it says: only `true`, `false`, `null` and decimal numbers are anything else than text,
equal keys are an error, and tags and anchors are not used at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from tutor.library.problem import ContentError, Problem

if TYPE_CHECKING:
    from pathlib import Path

Route: TypeAlias = tuple[str | int, ...]
"""Where a value is in a document: keys and list indexes from the top."""

_TAG = "tag:yaml.org,2002:"


class _Loader(yaml.CSafeLoader):
    """Parses and composes; its own constructors are never called."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own way of declaring it


_Loader.add_implicit_resolver(f"{_TAG}bool", re.compile(r"(?:true|false)\Z"), list("tf"))
_Loader.add_implicit_resolver(f"{_TAG}int", re.compile(r"-?(?:0|[1-9][0-9]*)\Z"), list("-0123456789"))
_Loader.add_implicit_resolver(f"{_TAG}float", re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+\Z"), list("-0123456789"))
_Loader.add_implicit_resolver(f"{_TAG}null", re.compile(r"null\Z|~\Z|\Z"), ["n", "~", ""])


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: its data and where each part of it stands."""

    file: Path
    data: Any
    lines: dict[Route, int]

    def line(self, route: Route) -> int:
        """The line (from 1) of a value, or of the nearest thing around it."""
        while route and route not in self.lines:
            route = route[:-1]
        return self.lines.get(route, 1)

    def problem(self, route: Route, problem: str, expected: str) -> Problem:
        return Problem(self.file, self.line(route), problem, expected)


def read_text(file: Path) -> str:
    """A UTF-8 file. Raises ContentError."""
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise ContentError(Problem(file, line, "bytes that are not UTF-8", "a text file in UTF-8")) from None
    except OSError as error:
        raise ContentError(Problem(file, 0, f"cannot be read: {error.strerror}", "a readable file")) from None


def read_yaml(file: Path, *, aliases: bool = False) -> Any:
    """The plain data of one YAML file. Raises ContentError at the first thing that is not plain YAML.

    `aliases` allows anchors: for the program's own data only, since a few nested ones can fill any memory.
    """
    return read_document(file, aliases=aliases).data


def read_document(file: Path, *, aliases: bool = False) -> Document:
    """One YAML file with the lines of its values. Raises ContentError at the first thing that is not plain YAML."""
    return document_of(file, read_text(file), aliases=aliases)


def document_of(file: Path, text: str, *, aliases: bool = False) -> Document:
    """YAML that stands in a file, its lines counted from the text's first one. Raises ContentError."""
    try:
        # a subclass of CSafeLoader whose constructors are never used: composing makes nodes only
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = " ".join(filter(None, (error.context, error.problem)))
        raise ContentError(Problem(file, mark.line + 1 if mark else 1, f"not YAML: {words}", "YAML")) from None
    except yaml.YAMLError as error:
        raise ContentError(Problem(file, 1, f"not YAML: {' '.join(str(error).split())}", "YAML")) from None
    builder = _Builder(file, aliases)
    return Document(file, None if node is None else builder.build(node, ()), builder.lines)


class _Builder:
    """Turns nodes into plain data and notes the line of each."""

    def __init__(self, file: Path, aliases: bool) -> None:
        self.file = file
        self._aliases = aliases
        self.lines: dict[Route, int] = {}
        self._seen: set[int] = set()

    def build(self, node: yaml.Node, route: Route) -> Any:
        self.lines.setdefault(route, node.start_mark.line + 1)
        if id(node) in self._seen and not self._aliases:
            raise self._refused(node, "a value with an alias", "it written out twice: anchors are not used here")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, route)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*route, index)) for index, child in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, route: Route) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._refused(key_node, "a key that is not text", "a name and a colon")
            key = key_node.value
            line = key_node.start_mark.line + 1
            if key in built:
                first = self.lines[(*route, key)]
                raise self._refused(key_node, f"the key `{key}` a second time (first on line {first})", "each key once")
            self.lines[(*route, key)] = line
            built[key] = self.build(value_node, (*route, key))
        return built

    def _scalar(self, node: yaml.Node) -> Any:
        text: str = node.value
        match node.tag.removeprefix(_TAG):
            case "str":
                return text
            case "bool":
                return text == "true"
            case "int":
                return int(text)
            case "float":
                return float(text)
            case "null":
                return None
        raise self._refused(node, f"the tag {node.tag}", "plain values: tags are not used here")

    def _refused(self, node: yaml.Node, problem: str, expected: str) -> ContentError:
        return ContentError(Problem(self.file, node.start_mark.line + 1, problem, expected))
