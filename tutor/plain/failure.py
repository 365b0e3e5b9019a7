"""Which failures are the user's to mend, and the line that tells them."""

from __future__ import annotations

import errno

NO_ROOM = {getattr(errno, name) for name in ("ENOSPC", "EFBIG", "EDQUOT") if hasattr(errno, name)}


def told(error: BaseException) -> str | None:
    """One line for the user, or None when the error is the program's own fault."""
    if getattr(error, "for_the_user", False):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror or error}"
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return f"standard output: {error.strerror or error}"
    return None
