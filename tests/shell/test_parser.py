"""What bash accepts, refuses, and waits for."""

from __future__ import annotations

import pytest

from tutor.shell.parser import Incomplete, SyntaxTrouble, parse
from tutor.shell.syntax import Conditional, Grouped, Literal, Loop, Redirection, SimpleCommand


def only(source: str) -> SimpleCommand:
    """The one simple command of a line."""
    ((_, pipeline),) = parse(source).items
    (command,) = pipeline.commands
    assert isinstance(command, SimpleCommand)
    return command


def texts(command: SimpleCommand) -> list[str]:
    return ["".join(p.text for p in word if isinstance(p, Literal)) for word in command.words]


def test_words_quotes_and_comments() -> None:
    assert texts(only("""docker ps -f "name=a b" 'c d' e\\ f g#h # a comment""")) == [
        "docker",
        "ps",
        "-f",
        "name=a b",
        "c d",
        "e f",
        "g#h",
    ]


def test_lists_and_pipelines() -> None:
    parsed = parse("a | b && c || ! d; e")
    assert [joiner for joiner, _ in parsed.items] == [";", "&&", "||", ";"]
    assert [len(p.commands) for _, p in parsed.items] == [2, 1, 1, 1]
    assert [p.negated for _, p in parsed.items] == [False, False, True, False]


def test_redirections() -> None:
    command = only("cmd < in > out 2>> log 2>&1 &> both")
    assert [(r.stream, r.operator) for r in command.redirections] == [
        (0, "<"),
        (1, ">"),
        (2, ">>"),
        (2, ">&"),
        (-1, ">"),
    ]


def test_here_documents() -> None:
    command = only("cat <<EOF\none\ntwo\nEOF\n")
    assert command.redirections == [Redirection(0, "<<", (Literal("one\ntwo\n", quoted=True),))]
    quoted = only("cat <<'EOF'\n$HOME\nEOF")
    assert quoted.redirections[0].target == (Literal("$HOME\n", quoted=True),)


def test_assignments_stand_before_the_command_only() -> None:
    command = only("A=1 B= env A=2")
    assert [name for name, _ in command.assignments] == ["A", "B"]
    assert texts(command) == ["env", "A=2"]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("for i in 1 2; do echo $i; done", Loop),
        ("while true; do sleep 1; done", Loop),
        ("if a; then b; elif c; then d; else e; fi", Conditional),
        ("(cd /; ls)", Grouped),
        ("{ a; b; }", Grouped),
    ],
)
def test_compound_commands(source: str, kind: type) -> None:
    ((_, pipeline),) = parse(source).items
    assert isinstance(pipeline.commands[0], kind)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("| a", "syntax error near unexpected token `|'"),
        ("a;; b", "syntax error near unexpected token `;;'"),
        ("a && ; b", "syntax error near unexpected token `;'"),
        ("a >", "syntax error near unexpected token `newline'"),
        ("a )", "syntax error near unexpected token `)'"),
        ("done", "syntax error near unexpected token `done'"),
        ("echo ${a b}", "${a b}: bad substitution"),
    ],
)
def test_what_bash_refuses(source: str, message: str) -> None:
    with pytest.raises(SyntaxTrouble) as caught:
        parse(source)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "source", ["echo 'a", 'echo "a', "echo $(ls", "a &&", "a |", "for i in 1", "if a; then b", "cat <<EOF\nx", "a \\"]
)
def test_what_needs_more_lines(source: str) -> None:
    with pytest.raises(Incomplete):
        parse(source)
