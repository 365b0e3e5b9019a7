"""Placeholders in what a service says of its containers."""

from __future__ import annotations

import pytest

from tutor.swarm.placeholders import BadPlaceholder, context, expand

LABELS = {"tier": "front", "a.b": "c"}
VALUES = context(service=("sid", "web", LABELS), node=("nid", "worker1"), task=("tid", "web.2", "2"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("{{.Node.Hostname}}-{{ .Task.Slot }}", "worker1-2"),
        ("a {{- .Service.Name -}} b", "awebb"),
        ('{{index .Service.Labels "a.b"}}{{.Service.Labels.tier}}', "cfront"),
        ("{{.Service.Labels}}", "map[a.b:c tier:front]"),
        ("{{.Node.Platform}}", "{x86_64 linux}"),
        ('{{"literal"}}{{/* nothing */}}', "literal"),
    ],
)
def test_values_are_filled_in(text: str, expected: str) -> None:
    assert expand(text, VALUES) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{", "expansion:1: unclosed action"),
        ("{{foo}}", 'expansion:1: function "foo" not defined'),
        ("{{.Nope}}", "expansion:1:2: "),
        ("{{.Nope}}", 'executing "expansion" at <.Nope>: can\'t evaluate field Nope in type *template.Context'),
        ("{{.Service.Labels.x}}", 'at <.Service.Labels.x>: map has no entry for key "x"'),
    ],
)
def test_what_is_wrong_is_told_as_go_tells_it(text: str, words: str) -> None:
    with pytest.raises(BadPlaceholder, match="template: ") as caught:
        expand(text, VALUES)
    assert words in str(caught.value)
