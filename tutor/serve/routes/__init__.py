"""The routes of the Engine API, in tables by group."""

from tutor.serve.router import Router
from tutor.serve.routes import containers, images, networks, objects, services, swarm, system, unavailable

ROUTER = Router(
    module.ROUTES for module in (system, swarm, services, objects, networks, containers, images, unavailable)
)
