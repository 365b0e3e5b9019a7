"""The Go types behind API JSON, declared as text (see `gotypes`)."""

from tutor.shell.docker.goschema import container, context, image, network, swarm, system
from tutor.shell.docker.gotypes import TYPES, Value

for _module in (swarm, network, container, image, system, context):
    TYPES.declare(_module.SCHEMA)


def typed(data: object, name: str) -> Value:
    """API JSON as a value of the Go type of that name."""
    return Value(TYPES.find(name), data)
