"""What a daemon refuses of a task: rejected when the container is not made, failed when it does not start."""

from __future__ import annotations

from typing import Any

import pytest

from tests.swarm.setting import Setting
from tutor.swarm.objects import TaskState

NAMELESS = "is not in a separate kernel namespace: unknown"


@pytest.mark.parametrize(
    ("container", "more", "state", "words"),
    [
        ({"StopSignal": "FOO"}, {}, TaskState.REJECTED, "invalid signal: FOO"),
        ({"CapabilityAdd": ["CAP_FOO"]}, {}, TaskState.REJECTED, 'invalid CapAdd: unknown capability: "CAP_FOO"'),
        ({"Mounts": [{"Type": "volume", "Target": "rel"}]}, {}, TaskState.REJECTED, "must be an absolute path: rel"),
        ({"Mounts": [{"Type": "volume", "Target": "/"}]}, {}, TaskState.REJECTED, "destination can't be '/'"),
        ({}, {"LogDriver": {"Name": "json-file", "Options": {"foo": ""}}}, TaskState.REJECTED, "unknown log opt 'foo'"),
        ({}, {"Resources": {"Limits": {"MemoryBytes": 4 << 20}}}, TaskState.REJECTED, "Minimum memory limit allowed"),
        ({"Sysctls": {"foo.bar": "1"}}, {}, TaskState.FAILED, NAMELESS),
        ({"User": "nosuch"}, {}, TaskState.FAILED, "unable to find user nosuch: no matching entries in passwd file"),
        ({"Command": ["/nope"]}, {}, TaskState.FAILED, "stat /nope: no such file or directory"),
    ],
)
def test_refused(container: dict[str, Any], more: dict[str, Any], state: TaskState, words: str) -> None:
    it = Setting(workers=0)
    template = {"ContainerSpec": {"Image": "nginx:1.25", **container}, "RestartPolicy": {"Condition": "none"}, **more}
    it.create("web", TaskTemplate=template)
    it.settle()
    (task,) = it.tasks("web")
    assert task.state is state
    assert words in task.status.err


def test_ports_that_were_not_chosen_get_free_ones_of_the_machine() -> None:
    it = Setting(workers=0)
    ports = [{"TargetPort": target, "Protocol": "tcp", "PublishMode": "host"} for target in (80, 81)]
    it.create("web", EndpointSpec={"Ports": ports})
    it.settle()
    (task,) = it.tasks("web")
    assert [port.published for port in task.status.ports] == [32768, 32769]
