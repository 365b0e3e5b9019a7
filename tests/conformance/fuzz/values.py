"""What the lines are made of: names on the cluster, values that flags take, odd texts, templates, stack files."""

from __future__ import annotations

NAMES = (
    "web", "db", "job", "m1", "w1", "w2", "self", "k1", "c1", "n1", "st", "v1", "box", "nosuch", "ingress", "bridge",
    "web.1", "nginx:1.25", "redis:7", "alpine", "lab/crash:1", "nosuch:1", "worker", "manager", "10.77.0.11:2377",
    "-", "a.yml", "bad.yml", "/root/a.yml", "web=3", "web=-1", "job=2", "echo hi", "sh -c 'exit 3'", "true",
)  # fmt: skip
GOOD: dict[str, tuple[str, ...]] = {
    "int": (
        "0", "1", "3", "-1", "100",
    ),
    "uint": (
        "0", "1", "4", "7",
    ),
    "uint32": (
        "4789", "24", "28",
    ),
    "uint16": (
        "1", "8",
    ),
    "float": (
        "0", "0.5", "1", ".25",
    ),
    "duration": (
        "0s", "1s", "2m", "1h30m", "100ms", "5us",
    ),
    "bytes": (
        "64M", "1g", "1048576", "6m", "2gb",
    ),
    "decimal": (
        "0.5", "1", "2.0", "1/2",
    ),
    "filter": (
        "name=web", "label=a", "label=a=b", "role=manager", "id=x", "node=w1", "desired-state=running",
        "membership=accepted", "mode=global", "status=exited", "until=1h", "dangling=true", "driver=overlay",
        "name=", "is-task=true", "scope=swarm", "type=custom", "since=box", "publish=80", "node.label=a=b",
    ),
    "port": (
        "80", "8080:80", "8081:81/udp", "published=9000,target=90,mode=host", "9100-9102:90-92", "127.0.0.1:1:2",
    ),
    "mount": (
        "type=volume,source=v1,target=/x", "type=bind,src=/etc,dst=/y,ro", "type=tmpfs,target=/t,tmpfs-size=1m",
    ),
    "secret": (
        "k1", "source=k1,target=/run/k,mode=0400,uid=1", "k1,target=z",
    ),
    "config": (
        "c1", "source=c1,target=/etc/c,mode=444",
    ),
    "network": (
        "n1", "name=n1,alias=x", "ingress", "bridge",
    ),
    "pref": (
        "spread=node.labels.zone", "spread=engine.labels.x",
    ),
    "ulimit": (
        "nofile=1:2", "nproc=5", "core=-1",
    ),
    "list": (
        "a=b", "a", "node.role==worker", "A=1", "x:1.2.3.4", "1.1.1.1", "net.core.somaxconn=1", "SYS_ADMIN", "v1:/x",
    ),
    "map": (
        "a=b", "x=y,z=w",
    ),
    "strings": (
        "a", "a,b", "10.9.0.0/24", "10.9.0.1", "a.yml",
    ),
}  # fmt: skip
"""By the name of a kind of flag."""
WORDS = (
    "host", "none", "any", "on-failure", "start-first", "stop-first", "pause", "rollback", "active", "drain",
    "replicated", "global", "replicated-job", "vip", "dnsrr", "always", "never", "json", "table", "raw", "overlay",
    "SIGTERM", "10.77.0.11", "eth0", "1h", "10", "all", "TERM", "auto", "web", "unless-stopped", "pretty",
)  # fmt: skip
TEMPLATES = (
    "{{.ID}}", "{{json .}}", "{{.Nope}}", "{{", "table {{.ID}}\\t{{.Name}}", "{{range .}}{{.}}{{end}}",
    "{{.Spec.Name}}", "{{if .ID}}y{{else}}n{{end}}", "{{printf \"%5d|%-8s|%q\" 3 .Name .ID}}", "{{.Label \"a\"}}",
    "{{len .}}", "{{index . 0}}", "{{with $x := .Name}}{{$x}}{{end}}", "{{upper .Name | lower}}",
    "{{join (split .Name \"e\") \"-\"}}", "{{.ID | printf \"%099s\"}}", "{{range $i, $v := .Spec}}{{$i}}{{end}}",
    "{{template \"x\"}}", "{{define \"a\"}}x{{end}}", "{{eq .ID .ID 3}}", "{{slice .Name 1 99}}",
    "{{truncate .ID 3}}", "{{pad .Name 2 4}}", "{{- .ID -}}", "{{/* x */}}", "{{html .}}{{js .}}{{urlquery .Name}}",
    "{{println 1.5e3 'a' nil}}", "{{printf \"%v %T %x %08.3f %+d %*d\" . . 255 1.5 3 4 5}}", "{{json .Labels}}",
    "{{call .ID}}", "{{and}}", "{{not}}", "{{break}}", "{{.Status.State}}",
    "{{(index .Endpoint.VirtualIPs 0).Addr}}", "{{title .Name}}{{lower 3}}",
)  # fmt: skip
ODD = (
    "", " ", "''", "0", "-0", "+1", "1e309", "NaN", "0x10", "0b1", "1_0", "9" * 40, "-" + "9" * 25,
    "99999999999999h", "é", "日本語", "\u202egnp", "\x1b[31mred", "\x07", "\x00", "a\nb", "a\tb", "\ud800", "%s%n%d",
    "{{", "}}", "$(", "`", "\\", "'", '"', "*", "../../etc/passwd", "a" * 300, "=", "==", "a==", "!=b", ",", ",,",
    ":", "::", "/", "//", ":80", "80:", "1-0:5", "65536", "0:0", "[::1]:80", "::1", "1.2.3", "@sha256:x",
    "nginx@sha256:" + "0" * 64, "UPPER:x", "_", "--", "-", "---", "🐳", "null", "true", "~", "\N{NO-BREAK SPACE}",
    "1" + "0" * 30 + "ns", "१२", "inf", "1/0", "-1s", "type=", "target=/x", "type=x,target=,", "source", "a=b=c",
    "\\ud800", "\\x1b[1m", "$'\\ud800\\e[1m'", "SWMTKN-1-x-y", "SWMKEY-1-x", "?", "[a", "(", ".", "..",
)  # fmt: skip
FILES = (
    "services: {web: {image: nginx:1.25}}", "services: 3", "version: '2'\nservices: {}",
    "services:\n  a:\n   image: x\n  - b", "a: &a [*a]", "!!python/object:os.system x",
    "services: {web: {image: nginx, deploy: {replicas: x}}}", "{}", "", "\t", "? [a]: b",
    "services: {w: {ports: [1-2:3]}}", "services: {web: {image: 'nginx:${X?no}'}}",
    "services: {web: {image: nginx, networks: [q], secrets: [{source: k}], volumes: ['a:b:c:d']}}", "- a",
    "services: {web: {image: nginx, environment: {a: null, b: 1.5}, command: 'a \"b'}}", "1: {2: 3}",
    "services: {a: {<<: 3}}", "services: {a: {image: nginx, healthcheck: {test: x, interval: 1parsec}}}",
    "services: {é: {image: a}}", "x: 2001-01-01\nservices: {a: {image: 5}}",
    "services: {a: {image: nginx, ulimits: {n: {soft: 1}}, labels: [a, b=c], ports: [{target: 1, mode: x}]}}",
    "services: {a: null}", "services: {a: []}",
)  # fmt: skip
