"""Which failures are the user's to mend, and the line that tells them."""

from __future__ import annotations


def told(error: BaseException) -> str | None:
    """One line for the user, or None when the error is the program's own fault."""
    if getattr(error, "for_the_user", False):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror or error}"
    return None
