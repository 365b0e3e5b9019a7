"""What a session refuses."""

from __future__ import annotations


class SessionError(Exception):
    """Something was asked of a session that it cannot do now; `str()` says what."""

    for_the_user = True
