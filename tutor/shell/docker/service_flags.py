"""The flags of `service create` and `service update`.

Source: docker/cli `cli/command/service/{opts,create,update}.go` (client 28.2.2). Types and defaults are
the client's, descriptions are ours.
"""

from __future__ import annotations

from tutor.shell.docker.flags import DETACH, QUIET_PROGRESS, Flag
from tutor.shell.docker.kinds import (
    BYTES,
    DECIMAL,
    DURATION,
    INT,
    INT64,
    LABELS,
    LIST,
    OPTIONAL_DURATION,
    OPTIONAL_UINT,
    POSITIVE_DURATION,
    STRING,
    UINT,
)
from tutor.shell.docker.service_kinds import (
    ADDRESSES,
    CONFIGS,
    CREDENTIAL_SPEC,
    ENVIRONMENT,
    EXTRA_HOSTS,
    MOUNTS,
    NETWORKS,
    PORTS,
    PREFERENCES,
    RATIO,
    RESOURCES,
    SEARCH_DOMAINS,
    SECRETS,
    ULIMITS,
    WORDS,
)

_SHOWN_WHEN_CREATING = {
    "stop-grace-period": "10s",
    "restart-condition": '"any"',
    "restart-delay": "5s",
    **{
        f"{kind}-{name}": shown
        for kind in ("update", "rollback")
        for name, shown in (
            ("parallelism", "1"),
            ("delay", "0s"),
            ("monitor", "5s"),
            ("failure-action", '"pause"'),
            ("max-failure-ratio", "0"),
            ("order", '"stop-first"'),
        )
    },
}


def _change(kind: str, actions: str) -> tuple[Flag, ...]:
    """The flags of a rolling change: `update` or `rollback`."""
    return (
        Flag(f"{kind}-parallelism", UINT, f"Tasks that one {kind} replaces at the same time (0: all)"),
        Flag(f"{kind}-delay", DURATION, f"Pause between two tasks of an {kind} (ns|us|ms|s|m|h)"),
        Flag(f"{kind}-monitor", DURATION, f"How long each task of an {kind} is watched (ns|us|ms|s|m|h)"),
        Flag(f"{kind}-failure-action", STRING, f"What to do when it fails ({actions})"),
        Flag(f"{kind}-max-failure-ratio", RATIO, f"Share of failed tasks that an {kind} may have"),
        Flag(f"{kind}-order", STRING, 'Which task goes first ("start-first", "stop-first")'),
    )


_CONTAINER = (
    Flag("workdir", STRING, "Working directory in the container", short="w"),
    Flag("user", STRING, "User name or number (<name|uid>[:<group|gid>])", short="u"),
    Flag("credential-spec", CREDENTIAL_SPEC, "Credentials of a managed account (Windows only)"),
    Flag("hostname", STRING, "Host name in the container"),
    Flag("entrypoint", WORDS, "Program instead of the image's ENTRYPOINT"),
    Flag("cap-add", LIST, "Give Linux capabilities"),
    Flag("cap-drop", LIST, "Take Linux capabilities away"),
    Flag("init", about="Run an init in each container that forwards signals and reaps processes"),
    Flag("tty", about="Give the container a pseudo terminal", short="t"),
    Flag("read-only", about="Mount the container's root file system read-only"),
    Flag("stop-signal", STRING, "Signal that stops the container"),
    Flag("stop-grace-period", OPTIONAL_DURATION, "Time before a container is killed (ns|us|ms|s|m|h)"),
    Flag("isolation", STRING, "Isolation of the containers"),
    Flag("oom-score-adj", INT64, "The host's readiness to kill it when memory is short (-1000 to 1000)", api="1.46"),
)
_HEALTH = (
    Flag("health-cmd", STRING, "Command that checks health"),
    Flag("health-interval", POSITIVE_DURATION, "Time between two checks (ms|s|m|h)"),
    Flag("health-timeout", POSITIVE_DURATION, "Time that one check may take (ms|s|m|h)"),
    Flag("health-retries", INT, "Failures in a row that make it unhealthy"),
    Flag("health-start-period", POSITIVE_DURATION, "Time to start before failures count (ms|s|m|h)"),
    Flag("health-start-interval", POSITIVE_DURATION, "Time between checks while it starts (ms|s|m|h)", api="1.44"),
    Flag("no-healthcheck", about="Switch the image's HEALTHCHECK off"),
)
_SCHEDULING = (
    Flag("limit-cpu", DECIMAL, "Most processors a task may use"),
    Flag("limit-memory", BYTES, "Most memory a task may use"),
    Flag("limit-pids", INT64, "Most processes a task may have", shown="0 = unlimited"),
    Flag("reserve-cpu", DECIMAL, "Processors kept free for a task"),
    Flag("reserve-memory", BYTES, "Memory kept free for a task"),
    Flag("replicas", OPTIONAL_UINT, "Number of tasks"),
    Flag("replicas-max-per-node", UINT, "Most tasks on one node", shown="0 = unlimited"),
    Flag("max-concurrent", OPTIONAL_UINT, "Tasks of a job that run at the same time", shown="equal to --replicas"),
    Flag("restart-condition", STRING, 'When to restart ("none", "on-failure", "any")'),
    Flag("restart-delay", OPTIONAL_DURATION, "Pause before a restart (ns|us|ms|s|m|h)"),
    Flag("restart-max-attempts", OPTIONAL_UINT, "Restarts before it is given up"),
    Flag("restart-window", OPTIONAL_DURATION, "Time in which restarts are counted (ns|us|ms|s|m|h)"),
)
_CLIENT = (
    DETACH,
    QUIET_PROGRESS,
    Flag("with-registry-auth", about="Send the registry login to the agents"),
    Flag("no-resolve-image", about="Do not ask the registry for digest and platforms of the image"),
    Flag("log-driver", STRING, "Logging driver of the service"),
    Flag("log-opt", ENVIRONMENT, "Options of the logging driver"),
)
_COMMON = (
    *_CONTAINER,
    *_HEALTH,
    *_SCHEDULING,
    *_CLIENT,
    *_change("update", '"pause", "continue", "rollback"'),
    *_change("rollback", '"pause", "continue"'),
)


def _when_creating(flag: Flag) -> Flag:
    """The same flag with the default that help shows for `create`."""
    shown = _SHOWN_WHEN_CREATING.get(flag.name)
    if shown is None:
        return flag
    default = 1 if flag.name.endswith("parallelism") else None
    return Flag(flag.name, flag.kind, flag.about, flag.short, default=default, shown=shown, api=flag.api)


CREATE_FLAGS = (
    *(_when_creating(flag) for flag in _COMMON),
    Flag(
        "mode", STRING, 'Kind of service ("replicated", "global", "replicated-job", "global-job")', default="replicated"
    ),
    Flag("name", STRING, "Name of the service"),
    Flag("endpoint-mode", STRING, "How clients reach it (vip or dnsrr)", default="vip"),
    Flag("label", LABELS, "Labels of the service", short="l"),
    Flag("container-label", LABELS, "Labels of its containers"),
    Flag("env", ENVIRONMENT, "Environment variables", short="e"),
    Flag("env-file", LIST, "File of environment variables"),
    Flag("mount", MOUNTS, "Mount a volume, a directory of the node or a tmpfs"),
    Flag("constraint", LIST, "Which nodes may run it"),
    Flag("placement-pref", PREFERENCES, "How to spread it over nodes"),
    Flag("network", NETWORKS, "Networks to attach it to"),
    Flag("secret", SECRETS, "Secrets it can read"),
    Flag("config", CONFIGS, "Configs it can read"),
    Flag("publish", PORTS, "Ports that the nodes open for it", short="p"),
    Flag("group", LIST, "Further groups of the user in the container"),
    Flag("dns", ADDRESSES, "DNS servers"),
    Flag("dns-option", LIST, "DNS options"),
    Flag("dns-search", SEARCH_DOMAINS, "Domains in which names are looked up"),
    Flag("host", EXTRA_HOSTS, "Further names of hosts (host:ip)"),
    Flag("sysctl", LIST, "Kernel settings"),
    Flag("ulimit", ULIMITS, "Limits of processes", shown="[]"),
    Flag("generic-resource", RESOURCES, "Resources of your own kind"),
)


def _pair(name: str, adding: Flag, removed: str) -> tuple[Flag, Flag]:
    """`--NAME-add` and `--NAME-rm`."""
    return adding, Flag(f"{name}-rm", LIST, f"Take away {removed}")


UPDATE_FLAGS = (
    *_COMMON,
    Flag("image", STRING, "Image of the service"),
    Flag("args", WORDS, "Arguments of the service's command"),
    Flag("rollback", about="Go back to the previous specification"),
    Flag("force", about="Replace the tasks even when nothing has changed"),
    Flag("endpoint-mode", STRING, "How clients reach it (vip or dnsrr)"),
    *_pair("env", Flag("env-add", ENVIRONMENT, "Add or change an environment variable"), "an environment variable"),
    *_pair("label", Flag("label-add", LABELS, "Add or change a label of the service"), "a label of the service"),
    *_pair(
        "container-label", Flag("container-label-add", LABELS, "Add or change a container label"), "a container label"
    ),
    *_pair("mount", Flag("mount-add", MOUNTS, "Add or change a mount"), "a mount, by its target"),
    *_pair("constraint", Flag("constraint-add", LIST, "Add a constraint"), "a constraint"),
    *_pair("network", Flag("network-add", NETWORKS, "Attach to a network"), "a network"),
    *_pair("secret", Flag("secret-add", SECRETS, "Add or change a secret"), "a secret"),
    *_pair("config", Flag("config-add", CONFIGS, "Add or change a config"), "a config"),
    *_pair("group", Flag("group-add", LIST, "Add a group of the user in the container"), "a group"),
    *_pair("dns", Flag("dns-add", ADDRESSES, "Add a DNS server"), "a DNS server"),
    *_pair("dns-option", Flag("dns-option-add", LIST, "Add a DNS option"), "a DNS option"),
    *_pair("dns-search", Flag("dns-search-add", SEARCH_DOMAINS, "Add a domain to look names up in"), "such a domain"),
    *_pair("host", Flag("host-add", EXTRA_HOSTS, 'Add the name of a host ("host:ip")'), "the name of a host"),
    *_pair("sysctl", Flag("sysctl-add", LIST, "Add or change a kernel setting"), "a kernel setting"),
    *_pair("ulimit", Flag("ulimit-add", ULIMITS, "Add or change a limit of processes", shown="[]"), "such a limit"),
    *_pair(
        "generic-resource", Flag("generic-resource-add", RESOURCES, "Add a resource of your own kind"), "a resource"
    ),
    Flag("publish-add", PORTS, "Add or change a published port"),
    Flag("publish-rm", PORTS, "Take away a published port, by its target port"),
    Flag("placement-pref-add", PREFERENCES, "Add a preference"),
    Flag("placement-pref-rm", PREFERENCES, "Take away a preference"),
)
