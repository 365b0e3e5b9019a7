"""What a swarm refuses."""

from __future__ import annotations


class SwarmError(Exception):
    """A refusal in the words of SwarmKit or of the daemon's cluster code.

    `code` is the gRPC code's name (`FailedPrecondition`) or empty when the text does not come over
    gRPC; `str()` is what the daemon shows: `rpc error: code = FailedPrecondition desc = ...`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"rpc error: code = {code} desc = {message}" if code else message)
        self.code = code
        self.message = message
