"""`${VARIABLE}` in a stack file, replaced from the environment, and the types that values get by it.

A value that interpolation changed is text; where the format wants a number or a truth value it is cast.
Sources: docker/cli `compose/template/template.go`, `compose/interpolation/interpolation.go`,
`compose/loader/interpolate.go`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.gotext import BadValue, parse_float, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NAME = r"[_a-zA-Z][_a-zA-Z0-9]*(?::?[-?][^}]*)?"
_PATTERN = re.compile(rf"\$(?:(?P<escaped>\$)|(?P<named>{_NAME})|{{(?P<braced>{_NAME})}}|(?P<invalid>))")
_FORMS = (":-", "-", ":?", "?")
"""Tried in this order: default when empty, default when unset, required and not empty, required."""


class _BadTemplate(Exception):
    def __init__(self, template: str) -> None:
        super().__init__(template)
        self.template = template


def interpolate(document: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """The document with variables replaced. Raises ComposeError with the client's text."""
    return {key: _value(value, (key,), environment) for key, value in document.items()}


def _value(value: Any, path: tuple[str, ...], environment: Mapping[str, str]) -> Any:
    if type(value) is str:
        return _text(value, path, environment)
    if type(value) is dict:
        return {key: _value(item, (*path, key), environment) for key, item in value.items()}
    if isinstance(value, list):
        return [_value(item, (*path, "[]"), environment) for item in value]
    return value


def _text(text: str, path: tuple[str, ...], environment: Mapping[str, str]) -> Any:
    where = ".".join(path)
    try:
        new = substitute(text, environment)
    except _BadTemplate as error:
        raise ComposeError(
            f"invalid interpolation format for {where}: {quote(error.template)}; "
            "you may need to escape any $ with another $"
        ) from error
    if new == text:
        return text
    cast = _cast_for(path)
    if cast is None:
        return new
    try:
        return cast(new)
    except BadValue as error:
        raise ComposeError(f"error while interpolating {where}: failed to cast to expected type: {error}") from error


def substitute(text: str, environment: Mapping[str, str]) -> str:
    failures: list[_BadTemplate] = []

    def one(match: re.Match[str]) -> str:
        if match["escaped"]:
            return "$"
        wanted = match["named"] or match["braced"]
        try:
            if not wanted:
                raise _BadTemplate(text)
            result = _expand(wanted, environment)
        except _BadTemplate as error:
            failures.append(error)
            return ""
        failures.clear()  # the client forgets what went wrong with an earlier variable of the same text
        return result

    result = _PATTERN.sub(one, text)
    if failures:
        raise failures[-1]
    return result


def _expand(wanted: str, environment: Mapping[str, str]) -> str:
    for form in _FORMS:
        if form not in wanted:
            continue
        name, _, rest = wanted.partition(form)
        value = environment.get(name)
        usable = value is not None and not (form.startswith(":") and value == "")
        if usable:
            return value or ""
        if "-" in form:
            return rest
        raise _BadTemplate(f"required variable {name} is missing a value: {rest}")
    return environment.get(wanted, "")


def _integer(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise BadValue(f"strconv.Atoi: parsing {quote(text)}: invalid syntax")
    number = int(text)
    if not -(1 << 63) <= number < 1 << 63:
        raise BadValue(f"strconv.Atoi: parsing {quote(text)}: value out of range")
    return number


def _boolean(text: str) -> bool:
    word = text.lower()
    if word in ("y", "yes", "true", "on"):
        return True
    if word in ("n", "no", "false", "off"):
        return False
    raise BadValue(f"invalid boolean: {text}")


_UPDATE: dict[str, Callable[[str], Any]] = {"parallelism": _integer, "max_failure_ratio": parse_float}
_CASTS: dict[str, Callable[[str], Any]] = {
    **{
        f"services.*.{path}": _integer
        for path in (
            "configs.[].mode",
            "secrets.[].mode",
            "healthcheck.retries",
            "deploy.replicas",
            "deploy.restart_policy.max_attempts",
            "deploy.placement.max_replicas_per_node",
            "ports.[].target",
            "ports.[].published",
            "ulimits.*",
            "ulimits.*.hard",
            "ulimits.*.soft",
            "oom_score_adj",
        )
    },
    **{
        f"services.*.deploy.{config}.{key}": cast
        for config in ("update_config", "rollback_config")
        for key, cast in _UPDATE.items()
    },
    **{
        f"services.*.{path}": _boolean
        for path in (
            "healthcheck.disable",
            "privileged",
            "read_only",
            "stdin_open",
            "tty",
            "volumes.[].read_only",
            "volumes.[].volume.nocopy",
        )
    },
    **{f"networks.*.{key}": _boolean for key in ("external", "internal", "attachable")},
    **{f"{section}.*.external": _boolean for section in ("volumes", "secrets", "configs")},
}


def _cast_for(path: tuple[str, ...]) -> Callable[[str], Any] | None:
    """Names with a dot in them count as several steps, as they do for the client."""
    parts = ".".join(path).split(".")
    for pattern, cast in _CASTS.items():
        wanted = pattern.split(".")
        if len(wanted) == len(parts) and all(w in ("*", p) for w, p in zip(wanted, parts, strict=True)):
            return cast
    return None
