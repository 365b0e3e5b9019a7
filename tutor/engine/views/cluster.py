"""The swarm itself, its secrets and configs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.views.certificates import tls_info
from tutor.engine.views.meta import meta
from tutor.swarm.ids import join_token

DEFAULT_POOLS = ("10.0.0.0/8",)

if TYPE_CHECKING:
    from tutor.swarm.objects import Cluster, Config, Secret
    from tutor.swarm.spec import Json


def cluster_view(cluster: Cluster) -> Json:
    """`Swarm.Cluster` of `GET /info`."""
    return {
        **meta(cluster),
        "Spec": cluster.spec,
        "TLSInfo": tls_info(cluster.ca_digest),
        "RootRotationInProgress": cluster.root_rotation_in_progress,
        "DefaultAddrPool": _pools(cluster),
        "SubnetSize": cluster.subnet_size,
        "DataPathPort": cluster.data_path_port,
    }


def _pools(cluster: Cluster) -> list[str] | None:
    """The daemon names the pools only where somebody chose them."""
    return None if cluster.default_addr_pool == DEFAULT_POOLS else list(cluster.default_addr_pool)


def swarm_view(cluster: Cluster) -> Json:
    """`GET /swarm`: the same, with the join tokens."""
    return {
        **cluster_view(cluster),
        "JoinTokens": {
            "Worker": join_token(cluster.ca_digest, cluster.worker_secret),
            "Manager": join_token(cluster.ca_digest, cluster.manager_secret),
        },
    }


def secret_view(secret: Secret) -> Json:
    """The data stay with the managers."""
    return {**meta(secret), "Spec": {key: value for key, value in secret.raw.items() if key != "Data"}}


def config_view(config: Config) -> Json:
    return {**meta(config), "Spec": config.raw}
