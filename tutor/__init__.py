"""A terminal tutor for LPIC-3 305, objective 352.4 Container Orchestration Platforms."""

__version__ = "0.1.0"
