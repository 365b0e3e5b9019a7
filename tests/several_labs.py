"""A pack with three small labs in two chapters, made from the demo pack."""

from __future__ import annotations

import shutil
from pathlib import Path

DEMO = Path(__file__).parent / "packs" / "demo"
CHAPTERS = "chapters:\n- {slug: harbour, title: In the harbour}\n- {slug: coast, title: Along the coast}\n"

LIGHTHOUSE = """
slug: lighthouse
title: Lighthouse
chapter: coast
order: 10
difficulty: 1
minutes: 6
topic: boats
sections: [boats/parts]
swarm: [manager1]
task: Two services are missing, `lamp` and `horn`. All three nodes stay in the swarm.
goals:
- {slug: lamp, text: lamp exists, expect: [{subject: service lamp, get: /services/lamp, count: 1}], hints: [A lamp.]}
- {slug: horn, text: horn exists, expect: [{subject: service horn, get: /services/horn, count: 1}], hints: [A horn.]}
- {slug: nodes, text: three nodes, keep: true, expect: [{subject: nodes, get: /nodes, count: 3}]}
solutions:
- title: Create both
  steps:
  - manager1$ docker service create -d --name lamp nginx
  - manager1$ docker service create -d --name horn nginx
  why: Light is seen, sound is heard.
mistakes: []
"""
BUOY = """
slug: buoy
title: Buoy
chapter: coast
order: 20
difficulty: 2
minutes: 4
topic: sails
sections: []
swarm: [manager1]
task: A network `sea` is missing.
goals:
- {slug: sea, text: sea exists, expect: [{subject: network sea, get: /networks/sea, count: 1}], hints: [A network.]}
solutions:
- {title: Create it, steps: [manager1$ docker network create -d overlay sea]}
mistakes: []
"""


def several_labs(folder: Path, *, chapters: bool = True) -> Path:
    """Make it in a folder that is not there yet; returns that."""
    shutil.copytree(DEMO, folder)
    for name, text in (("lighthouse", LIGHTHOUSE), ("buoy", BUOY)):
        (folder / "labs" / "harbour" / f"{name}.yaml").write_text(text, encoding="utf-8")
    if chapters:
        with (folder / "pack.yaml").open("a", encoding="utf-8") as pack:
            pack.write(CHAPTERS)
    return folder
