"""Questions of the client: yes or no, and keys that are typed unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.process import Ask, Write

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Part


def confirm(call: Call, question: str) -> Part[bool]:
    """Ask `question [y/N] `; anything but `y` is no, and so is the end of input."""
    prompt = f"{question} [y/N] "
    if call.stdin is None and call.tty:
        *above, last = prompt.split("\n")
        if above:
            yield Write("".join(f"{line}\n" for line in above))
        answer = yield Ask(last)
    else:
        yield Write(prompt)
        answer = (call.stdin or "").partition("\n")[0]
    return isinstance(answer, str) and answer.strip().lower() == "y"


def unseen(call: Call, prompt: str) -> Part[str]:
    """A line that is not shown while it is typed; piped input is read without a prompt."""
    if call.stdin is None and call.tty:
        answer = yield Ask(prompt, hidden=True)
        return answer.strip() if isinstance(answer, str) else ""
    return (call.stdin or "").partition("\n")[0].strip()
