"""What cannot be exported."""

from __future__ import annotations


class NotExpressible(Exception):
    """The session, or the cluster, is nothing that the wanted form can say; the message names what."""

    for_the_user = True
