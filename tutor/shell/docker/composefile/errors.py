"""What goes wrong when a stack file is read."""

from __future__ import annotations


class ComposeError(Exception):
    """The client's refusal of a stack file; its text is what the client prints on standard error."""
