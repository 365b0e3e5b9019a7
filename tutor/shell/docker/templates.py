"""`--format` of listings and of `inspect`: tables, templates, `json`, `raw`.

Source: docker/cli `cli/command/formatter/formatter.go`, `cli/command/inspect/inspector.go`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tutor.shell.docker.command import ClientError
from tutor.shell.docker.gotemplate.execute import Template, compile_template
from tutor.shell.docker.gotemplate.functions import HEADER_FUNCTIONS
from tutor.shell.docker.gotemplate.parser import TemplateError
from tutor.shell.docker.gotypes import Row, Value, encode, escape_html, to_json
from tutor.shell.docker.tables import align

QUIET = "{{.ID}}"
_TABLE = "table"


@dataclass(frozen=True, slots=True)
class RowType:
    """The columns a listing knows. `headers` are the names of methods and what a table calls them."""

    type_name: str
    """As Go's errors name it: `*node.nodeContext`."""
    headers: Mapping[str, str]

    def row(self, **columns: Any) -> Row:
        """One line: a value for each method, a function for methods that take an argument."""
        return Row(self.type_name, columns)


def compiled(source: str) -> Template:
    """Parse a template of the learner's.

    Raises:
        ClientError: with the client's words.
    """
    try:
        return compile_template(source)
    except TemplateError as error:
        raise ClientError(f"template parsing error: {error}") from None


def executed(template: Template, data: Any) -> str:
    """Execute it; what is wrong is a ClientError in the client's words."""
    try:
        return template.execute(data)
    except TemplateError as error:
        raise ClientError(f"template parsing error: {error}") from None


def is_table(text: str) -> bool:
    return text.startswith(_TABLE)


def listing(layout: str, kind: RowType, rows: Sequence[Row]) -> str:
    """The rows under a format: `table TEMPLATE`, `json` or a template.

    Raises:
        ClientError: the template cannot be parsed or executed.
    """
    source = layout.removeprefix(_TABLE) if is_table(layout) else layout
    if layout == "json":
        source = "{{json .}}"
    source = source.strip(" ").replace("\\t", "\t").replace("\\n", "\n")
    template = compiled(source)
    body = "".join(executed(template, row) + "\n" for row in rows)
    if not is_table(layout):
        return body
    return align(f"{_header(template, kind)}\n{body}")


def _header(template: Template, kind: RowType) -> str:
    """The template executed on the names of the columns; what fails leaves the header short, as in the client."""
    columns: dict[str, Any] = dict(kind.headers)
    columns["Label"] = lambda name: name.rpartition(".")[2].replace("-", " ").replace("_", " ")
    for names in (kind.row(**columns), _Headers(columns)):  # only the first can call `Label`
        try:
            return template.execute(names, functions=HEADER_FUNCTIONS)
        except TemplateError:
            continue
    return ""


class _Headers(dict[str, Any]):
    """The names of columns: a map, so that an unknown one is `<no value>`."""


def chosen(
    given: str, table: str, *, quiet: bool, quiet_format: str = QUIET, raw: tuple[str, str] | None = None
) -> str:
    """The layout of a listing: what was asked for, or the table, or identifiers only.

    `table` (alone) asks for the default table; a table that is to be quiet shows identifiers. `raw` are
    the layouts for `--format raw`, full and quiet, of commands that have one.
    """
    if not given or given == _TABLE:
        return quiet_format if quiet else table
    if given == "raw" and raw:
        return raw[quiet]
    return given


# -------------------------------------------------------------------- inspect
Fetch = Callable[[str], tuple[Value, Any]]
"""Finds an object by reference: its typed value, and the daemon's own JSON (None: only the typed one counts)."""


@dataclass(slots=True)
class Inspected:
    """What `inspect` prints, and what went wrong on the way."""

    stdout: str
    errors: list[str]

    @property
    def status(self) -> int:
        return 1 if self.errors else 0


def inspect(refs: Sequence[str], layout: str, fetch: Fetch, error_text: Callable[[Exception], str]) -> Inspected:
    """Fetch each object and print it: indented JSON, compact with `json`, or a template.

    Objects that are found are printed before the errors of the others.

    Raises:
        ClientError: the template cannot be parsed (exit status 64 in the client's inspector).
    """
    template = None
    if layout not in ("", "json"):
        try:
            template = compile_template(layout)
        except TemplateError as error:
            raise ClientError(f"template parsing error: {error}", 64) from None
    errors: list[str] = []
    found: list[Any] = []
    texts: list[str] = []
    escaped = False
    for ref in refs:
        try:
            typed, raw = fetch(ref)
        except Exception as error:
            errors.append(error_text(error))
            continue
        if template is None:
            found.append(to_json(typed) if raw is None else raw)
            escaped = escaped or raw is None
            continue
        try:
            texts.append(_on(template, typed, raw) + "\n")
        except TemplateError as error:
            errors.append(f"template parsing error: {error}")
    if template is not None:
        return Inspected("".join(texts) or "\n", errors)
    return Inspected(json_text(found, layout, escaped=escaped), errors)


def json_text(objects: Sequence[Any], layout: str, *, escaped: bool = False) -> str:
    """A list of objects as the client prints it.

    `escaped`: the client encodes its own types, and then Go's encoder escapes `<`, `>` and `&`.
    """
    if not objects:
        return "[]\n"
    text = encode(list(objects), None if layout == "json" else 4) + "\n"
    return escape_html(text) if escaped else text


def _on(template: Template, typed: Value, raw: Any) -> str:
    """Execute on the typed object; the raw one is the second try, in which a missing entry is an error."""
    try:
        return template.execute(typed)
    except TemplateError:
        if raw is None:
            raise
        return template.execute(raw, strict=True)
