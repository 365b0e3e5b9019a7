"""`docker node inspect --pretty`.

Source: docker/cli `cli/command/node/formatter.go` (the layout, tabs included).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.gotypes import format_time
from tutor.shell.docker.sizes import bytes_size
from tutor.shell.docker.tables import pretty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.shell.docker.objects import Json


def node_pretty(node: Json) -> str:
    """The text for one node, without the final line feed."""
    spec, description = node["Spec"], node["Description"]
    lines = [f"ID:\t\t\t{node['ID']}"]
    if spec.get("Name"):
        lines.append(f"Name:\t\t\t{spec['Name']}")
    lines += labels_block("Labels:", spec.get("Labels"))
    lines.append(f"Hostname:              \t{description.get('Hostname', '')}")
    lines.append(f"Joined at:             \t{pretty(format_time(node.get('CreatedAt')))}")
    lines += _status(node)
    lines += _machine(description)
    engine = description.get("Engine") or {}
    lines += _plugins(engine)
    lines.append(f"Engine Version:\t\t{engine.get('EngineVersion', '')}")
    lines += labels_block("Engine Labels:", engine.get("Labels"))
    lines += _tls(description.get("TLSInfo"))
    return "\n".join(lines)


def labels_block(title: str, labels: Mapping[str, str] | None) -> list[str]:
    """A title and one line for each label; nothing without labels."""
    if not labels:
        return []
    return [title, *(f" - {key}{'=' + labels[key] if labels[key] else ''}" for key in sorted(labels))]


def _status(node: Json) -> list[str]:
    status, manager = node["Status"], node.get("ManagerStatus")
    lines = ["Status:", f" State:\t\t\t{pretty(status.get('State', ''))}"]
    if status.get("Message"):
        lines.append(f" Message:              \t{pretty(status['Message'])}")
    lines.append(f" Availability:         \t{pretty(node['Spec'].get('Availability', ''))}")
    if status.get("Addr"):
        lines.append(f" Address:\t\t{status['Addr']}")
    if manager:
        lines += [
            "Manager Status:",
            f" Address:\t\t{manager.get('Addr', '')}",
            f" Raft Status:\t\t{pretty(manager.get('Reachability', ''))}",
            f" Leader:\t\t{'Yes' if manager.get('Leader') else 'No'}",
        ]
    return lines


def _machine(description: Json) -> list[str]:
    platform = description.get("Platform") or {}
    resources = description.get("Resources") or {}
    memory = resources.get("MemoryBytes", 0)
    return [
        "Platform:",
        f" Operating System:\t{platform.get('OS', '')}",
        f" Architecture:\t\t{platform.get('Architecture', '')}",
        "Resources:",
        f" CPUs:\t\t\t{resources.get('NanoCPUs', 0) // 10**9}",
        f" Memory:\t\t{bytes_size(memory) if memory else ''}",
    ]


def _plugins(engine: Json) -> list[str]:
    by_type: dict[str, list[str]] = {}
    for plugin in engine.get("Plugins") or ():
        by_type.setdefault(plugin["Type"], []).append(plugin["Name"])
    if not by_type:
        return []
    return ["Plugins:", *(f" {kind}:\t\t{', '.join(by_type[kind])}" for kind in sorted(by_type))]


def _tls(info: Json | None) -> list[str]:
    if not info:
        return []
    return [
        "TLS Info:",
        " TrustRoot:",
        info.get("TrustRoot", ""),
        f" Issuer Subject:\t{info.get('CertIssuerSubject', '')}",
        f" Issuer Public Key:\t{info.get('CertIssuerPublicKey', '')}",
    ]
