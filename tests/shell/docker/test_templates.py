"""Go templates: results and error texts were taken from the real client (`docker context inspect -f`)."""

from __future__ import annotations

import pytest

from tutor.shell.docker.command import ClientError
from tutor.shell.docker.goschema import typed
from tutor.shell.docker.templates import RowType, inspect, listing

NODE = {
    "ID": "abc",
    "Version": {"Index": 7},
    "CreatedAt": "2026-11-24T02:19:36.580507559Z",
    "Spec": {"Labels": {"zone": "a", "disk": "ssd"}, "Role": "manager", "Availability": "active"},
    "ManagerStatus": {"Leader": True, "Addr": "10.0.0.1:2377"},
}
WORKER = {"ID": "def", "Spec": {"Labels": {}}}
SERVICE = {
    "Spec": {
        "Name": "web",
        "TaskTemplate": {
            "ContainerSpec": {
                "StopGracePeriod": 10_000_000_000,
                "Secrets": [{"File": {"Name": "pw", "Mode": 0o444}, "SecretName": "pw"}],
                "Env": ["A=1", "B=2"],
            }
        },
        "UpdateConfig": {"Parallelism": 1, "Delay": 90_000_000_000, "MaxFailureRatio": 0.25, "Order": "stop-first"},
    }
}


def on(template: str, data: object, kind: str = "swarm.Node") -> tuple[str, str]:
    """What is printed and what is complained about."""
    try:
        done = inspect(["x"], template, lambda _: (typed(data, kind), None), str)
    except ClientError as error:
        return "", error.message
    return done.stdout.removesuffix("\n"), "\n".join(done.errors)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{.Spec.Role}} {{.ManagerStatus.Leader}}", "manager true"),
        ("{{.Spec.Labels}}", "map[disk:ssd zone:a]"),
        ("{{.Spec.Labels.nope}}", "<no value>"),
        ('{{index .Spec.Labels "zone"}}', "a"),
        ("{{json .Spec.Labels}}", '{"disk":"ssd","zone":"a"}'),
        ("{{.Version.Index}} {{.Meta.Version.Index}}", "7 7"),
        ("{{.CreatedAt}}", "2026-11-24 02:19:36.580507559 +0000 UTC"),
        ("{{range $k, $v := .Spec.Labels}}{{$k}}={{$v}},{{end}}", "disk=ssd,zone=a,"),
        ("{{if .ManagerStatus}}m{{else}}w{{end}}", "m"),
        ('{{if eq .Spec.Role "worker"}}w{{else if true}}other{{end}}', "other"),
        ("{{.ManagerStatus}}", "{true  10.0.0.1:2377}"),
        ('{{.Spec.Role | upper | printf "%q"}}', '"MANAGER"'),
        ("{{with .Spec.Labels}}{{len .}}{{end}}", "2"),
        ('{{join (split "a,b" ",") "-"}}{{/* nothing */}}', "a-b"),
        ("{{println .ID 1}}", "abc 1\n"),
        ('{{printf "%-5s|%5d|%05d" .ID 3 42}}', "abc  |    3|00042"),
        ("{{not .ID}} {{and 1 0}} {{or 0 `x`}}", "false 0 x"),
        ("a{{- ` b ` -}} c", "a b c"),
        ("{{$x := .ID}}{{$x}}{{$x = `q`}}{{$x}}", "abcq"),
        ("{{.Spec}}", "{{ map[disk:ssd zone:a]} manager active}"),
    ],
)
def test_results(template: str, text: str) -> None:
    assert on(template, NODE) == (text, "")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{.Spec", "template parsing error: template: :1: unclosed action"),
        ("{{foo}}", 'template parsing error: template: :1: function "foo" not defined'),
        ("{{if .ID}}", "template parsing error: template: :1: unexpected EOF"),
        ("{{end}}", "template parsing error: template: :1: unexpected {{end}}"),
        ("{{$y}}", 'template parsing error: template: :1: undefined variable "$y"'),
        ("{{}}", "template parsing error: template: :1: missing value for command"),
        (
            "{{.Bogus}}",
            'template parsing error: template: :1:2: executing "" at <.Bogus>: '
            "can't evaluate field Bogus in type swarm.Node",
        ),
        (
            "{{.Spec.Nope}}",
            'template parsing error: template: :1:7: executing "" at <.Spec.Nope>: '
            "can't evaluate field Nope in type swarm.NodeSpec",
        ),
        (
            "{{len 3}}",
            'template parsing error: template: :1:2: executing "" at <len 3>: error calling len: len of type int',
        ),
        (
            "{{join .ID `,`}}",
            'template parsing error: template: :1:7: executing "" at <.ID>: '
            "wrong type for value; expected []string; got string",
        ),
        (
            "{{upper 1}}",
            'template parsing error: template: :1:8: executing "" at <1>: expected string; found 1',
        ),
    ],
)
def test_errors_are_gos(template: str, text: str) -> None:
    assert on(template, NODE) == ("", text)


def test_a_nil_pointer_says_so() -> None:
    assert on("{{.ManagerStatus.Leader}}", WORKER)[1].endswith("nil pointer evaluating *swarm.ManagerStatus.Leader")
    assert on("{{.ManagerStatus}}", WORKER) == ("<nil>", "")


def test_durations_modes_and_floats_print_as_in_go() -> None:
    template = "{{.Spec.TaskTemplate.ContainerSpec.StopGracePeriod}} {{.Spec.UpdateConfig.Delay}} "
    template += "{{range .Spec.TaskTemplate.ContainerSpec.Secrets}}{{.File.Mode}}{{end}} {{.Spec.UpdateConfig}}"
    text = "10s 1m30s -r--r--r-- {1 1m30s  0s 0.25 stop-first}"
    assert on(template, SERVICE, "swarm.Service") == (text, "")


def test_json_leaves_out_what_go_would() -> None:
    text, _ = on("{{json .Spec.UpdateConfig}}", SERVICE, "swarm.Service")
    assert text == '{"Parallelism":1,"Delay":90000000000,"MaxFailureRatio":0.25,"Order":"stop-first"}'


def test_the_raw_object_is_a_second_try_in_which_entries_must_exist() -> None:
    raw = {"Spec": {"Extra": 1}}
    done = inspect(["x"], "{{.Spec.Extra}}", lambda _: (typed(raw, "swarm.Node"), raw), str)
    assert (done.stdout, done.errors) == ("1\n", [])
    done = inspect(["x"], "{{.Spec.Nope}}", lambda _: (typed(raw, "swarm.Node"), raw), str)
    assert done.errors == [
        'template parsing error: template: :1:7: executing "" at <.Spec.Nope>: map has no entry for key "Nope"'
    ]


def test_missing_objects_are_told_after_those_that_exist() -> None:
    def fetch(ref: str) -> tuple[object, object]:
        if ref == "gone":
            raise KeyError(ref)
        return typed(NODE, "swarm.Node"), None

    done = inspect(["x", "gone"], "{{.ID}}", fetch, str)  # type: ignore[arg-type]
    assert (done.stdout, done.errors, done.status) == ("abc\n", ["'gone'"], 1)
    assert inspect(["gone"], "", fetch, str).stdout == "[]\n"  # type: ignore[arg-type]
    assert inspect(["gone"], "{{.ID}}", fetch, str).stdout == "\n"  # type: ignore[arg-type]


NODES = RowType("*node.nodeContext", {"Hostname": "HOSTNAME", "Availability": "AVAILABILITY"})
ROWS = [NODES.row(Hostname="manager1", Availability="Active"), NODES.row(Hostname="w", Availability="Drain")]


def test_a_table_has_headers_of_its_columns() -> None:
    text = listing("table {{.Hostname}}\\t{{upper .Availability}}", NODES, ROWS)
    assert text == "HOSTNAME   AVAILABILITY\nmanager1   ACTIVE\nw          DRAIN\n"


def test_rows_as_json_and_as_a_template() -> None:
    assert listing("json", NODES, ROWS[:1]) == '{"Availability":"Active","Hostname":"manager1"}\n'
    assert listing("{{.Hostname}}", NODES, ROWS) == "manager1\nw\n"


def test_an_unknown_column_is_an_error_and_nothing_is_printed() -> None:
    with pytest.raises(ClientError, match=r"can't evaluate field Nope in type \*node.nodeContext"):
        listing("{{.Nope}}", NODES, ROWS)
    assert listing("{{.Nope}}", NODES, []) == ""
