"""A command line in one string -> its words, as the docker client splits `--args`, `--entrypoint` and a
stack file's `command`. Source: google/shlex (POSIX quoting, `#` comments, nothing is expanded)."""

from __future__ import annotations

from tutor.shell.docker.gotext import BadValue


def split(text: str) -> list[str]:
    """Raises BadValue with the client's text when a quote or an escape is not ended."""
    words: list[str] = []
    position = 0
    while position < len(text):
        character = text[position]
        if character in " \t\r\n":
            position += 1
        elif character == "#":
            end = text.find("\n", position)
            position = len(text) if end < 0 else end + 1
        else:
            word, position = _word(text, position)
            words.append(word)
    return words


def _word(text: str, position: int) -> tuple[str, int]:
    word = ""
    quote = ""
    while position < len(text):
        character = text[position]
        position += 1
        if character == "\\" and quote != "'":
            if position == len(text):
                raise BadValue("EOF found after escape character")
            word += text[position]
            position += 1
        elif character == quote:
            quote = ""
        elif quote:
            word += character
        elif character in "\"'":
            quote = character
        elif character in " \t\r\n":
            return word, position
        else:
            word += character
    if quote:
        raise BadValue("EOF found when expecting closing quote")
    return word, position
