"""Command lines on simulated hosts: expansion, pipelines, redirections, hosts, Ctrl+C, undo."""

from __future__ import annotations

import pytest

from tests.shell.shells import out, run, swarm_of_two, terminal
from tutor.shell.process import Ask, Clear, Edit, Interrupted, Redraw, Until, Write, interrupt


def test_break_outside_of_a_loop_is_only_told() -> None:
    outcome = run(terminal(), "break; echo on")
    assert (outcome.status, outcome.stdout) == (0, "on\n")
    assert outcome.stderr == "bash: break: only meaningful in a `for', `while', or `until' loop\n"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('echo a  b \'c  d\' "$HOME" $NOTHING "" x', "a b c  d /root  x\n"),
        ("X='a b'; echo $X \"$X\" ${X} ${#X} ${Y:-none} ${Y-} ${X:+set}", "a b a b a b 3 none set\n"),
        ("X=web.1.abc; echo ${X%%.*} ${X#*.}", "web 1.abc\n"),
        ("echo $(echo one; echo two) `echo three`", "one two three\n"),
        ("echo $((1 + 2 * (3 - 1))) $((7 / 2))", "5 3\n"),
        ("echo {a,b}{1..3} {{.Name}}", "a1 a2 a3 b1 b2 b3 {{.Name}}\n"),
        ("false || echo no; true && echo yes; false; echo $?", "no\nyes\n1\n"),
        ("printf '%s-%03d\\n' a 7 b 8", "a-007\nb-008\n"),
        ("echo -n a; echo -e '\\tb'", "a\tb\n"),
        ("for i in 1 2 3; do echo n$i; done | tail -n 2", "n2\nn3\n"),
        ("i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo $i; done", "1\n2\n3\n"),
        ("if [ -f nope ]; then echo a; elif test 1 -eq 1; then echo b; fi", "b\n"),
        ("(cd /tmp; pwd); pwd", "/tmp\n/root\n"),
        ("printf 'b 2\\na 10\\na 10\\n' | sort -k2 -n | uniq -c | awk '{print $2, $NF}'", "b 2\na 10\n"),
        ("printf 'x,y,z\\n' | cut -d, -f1,3 | tr a-z A-Z", "X,Z\n"),
        ("printf 'one\\ntwo\\nthree\\n' | grep -n t | head -1 | sed 's/two/2/'", "2:2\n"),
        ("printf 'a\\nb\\n' | xargs -n1 echo item", "item a\nitem b\n"),
        ("printf 'a\\nb\\n' | wc -l", "2\n"),
        ("for i in 1 2 3; do if [ $i = 2 ]; then break; fi; echo $i; done; echo end", "1\nend\n"),
        ("sudo hostname; hostname", "manager1\nmanager1\n"),
        ("! false; echo $?", "0\n"),
        ("seq 3 | tac | tr '\\n' ' '", "3 2 1 "),
    ],
)
def test_command_lines(line: str, text: str) -> None:
    assert out(terminal(), line) == text


def test_files_and_redirections() -> None:
    shells = terminal()
    assert out(shells, "mkdir -p a/b && cd a/b && echo one > f && echo two >> f && cat < f && ls") == "one\ntwo\nf\n"
    assert out(shells, "cat <<E | grep -c o\none\ntwo\nE") == "2\n"
    assert run(shells, "ls nope *.x").stderr.count("No such file or directory") == 2
    assert out(shells, "ls nope 2>&1 | wc -l; ls nope 2> /dev/null || echo failed") == "1\nfailed\n"
    assert out(shells, "touch x1 x2; echo x* 'x*'; rm x*; ls") == "x1 x2 x*\nf\n"
    assert run(shells, "echo hi > /nowhere/f").stderr == "bash: /nowhere/f: No such file or directory\n"


def test_both_streams_go_where_they_are_sent() -> None:
    shells = terminal()
    outcome = run(shells, "sudo ls nope 2>&1 > /dev/null")
    assert (outcome.stdout, outcome.stderr) == ("ls: cannot access 'nope': No such file or directory\n", "")
    assert run(shells, "ls nope &> both; cat both").stdout.startswith("ls: cannot access")


def test_what_does_not_exist() -> None:
    outcome = run(terminal(), "frobnicate --now")
    assert (outcome.status, outcome.stderr) == (127, "bash: frobnicate: command not found\n")
    assert run(terminal(), "./nope.sh").stderr == "bash: ./nope.sh: No such file or directory\n"
    assert run(terminal(), "echo 'a").stderr == "bash: unexpected EOF while looking for matching `''\n"


@pytest.mark.parametrize(("typed", "meant"), [("dokcer ps", "docker"), ("sytemctl", "systemctl"), ("gerp x", "grep")])
def test_a_mistyped_command_is_told_its_neighbour(typed: str, meant: str) -> None:
    outcome = run(terminal(), typed)
    assert outcome.status == 127
    assert outcome.stderr.startswith(f"Command '{typed.split()[0]}' not found, did you mean: {meant}")


def test_scripts_run_here_and_nowhere_else() -> None:
    shells = terminal()
    out(shells, "printf 'A=5\\necho $A from $(hostname)\\n' > s.sh")
    assert out(shells, "bash s.sh; ./s.sh; sh -c 'echo $A'") == "5 from manager1\n5 from manager1\n5\n"


def test_each_host_has_its_own_files_and_folder() -> None:
    shells = terminal()
    out(shells, "echo here > f; cd /tmp")
    assert out(shells, "ls; pwd", on="worker1") == "/root\n"
    assert out(shells, "ssh root@worker1 hostname; ssh 10.77.0.12 pwd") == "worker1\n/root\n"
    assert run(shells, "ssh nowhere").status == 255


def test_ssh_and_exit_move_between_hosts() -> None:
    shells = terminal()
    assert shells.prompt == "root@manager1:~# "
    run(shells, "ssh worker1")
    assert shells.current == "worker1" and out(shells, "hostname") == "worker1\n"
    assert "Connection to worker1 closed." in run(shells, "exit").stdout
    assert shells.current == "manager1"
    assert "first shell" in run(shells, "exit").stderr


def test_an_unfinished_line_asks_for_the_rest() -> None:
    process = terminal().start("echo 'one")
    assert next(process) == Ask("> ")
    assert process.send("two'") == Write("one\ntwo\n")


def test_ctrl_c_ends_what_waits_and_the_pipeline_sees_what_there_was() -> None:
    process = terminal().start("sleep 100 | echo done")
    assert isinstance(next(process), Until)
    assert interrupt(process) == Write("done\n")
    assert interrupt(terminal_started("sleep 100")) == 130


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("(echo kept; echo other; sleep 100) | grep kept", "kept\n"),
        ("(echo b; sleep 100) | cat | sed s/b/c/", "c\n"),
        ("(echo b; sleep 100) | wc -l", ""),
        ("(echo b; sleep 100) | (cat; sleep 100; echo late)", "b\n"),
        ("(echo b; sleep 100) | cat; echo next", "b\n"),
        ("sleep 100 | reboot", "The system will reboot now!"),
    ],
)
def test_ctrl_c_ends_the_whole_pipeline(line: str, shown: str) -> None:
    process = terminal().start(line)
    assert isinstance(next(process), Until)
    written, step = "", interrupt(process)
    while isinstance(step, Write):
        written += step.text
        try:
            step = next(process)
        except (StopIteration, Interrupted):
            break
    assert not isinstance(step, Until)
    assert written == shown or (shown and shown in written)


def test_logs_that_are_followed_through_a_filter_have_shown_what_came_before() -> None:
    shells = swarm_of_two()
    run(shells, "docker service create -q --name web nginx:1.25")
    process = shells.start("docker service logs -f web | grep -c ready; echo next")
    assert isinstance(next(process), Until)
    shells.sim.advance(1_000_000_000)
    assert interrupt(process) == Write("1\n")
    with pytest.raises(Interrupted):
        next(process)


def terminal_started(line: str):  # type: ignore[no-untyped-def]
    process = terminal().start(line)
    next(process)
    return process


def test_screens_and_editors_are_steps() -> None:
    shells = terminal()
    assert next(shells.start("clear")) == Clear()
    process = shells.start("nano new.txt")
    assert next(process) == Edit("/root/new.txt", "")
    with pytest.raises(StopIteration):
        process.send("hello\n")
    assert out(shells, "cat new.txt") == "hello\n"


def test_watch_redraws_until_it_is_interrupted() -> None:
    process = terminal().start("watch -n 1 hostname")
    step = next(process)
    assert isinstance(step, Redraw) and step.lines[-1] == "manager1"
    assert isinstance(process.send(None), Until)
    assert interrupt(process) == Redraw(())


def test_sleep_takes_virtual_time() -> None:
    shells = terminal()
    before = shells.sim.clock.now
    out(shells, "sleep 1.5 2")
    assert shells.sim.clock.now - before == 3_500_000_000


def test_history_belongs_to_what_was_typed_at_a_terminal() -> None:
    shells = terminal()
    run(shells, "echo one", tty=True)
    run(shells, "echo two")
    assert run(shells, "history", tty=True).stdout == "    1  echo one\n    2  history\n"


def test_the_last_line_is_recalled() -> None:
    shells = terminal()
    run(shells, "hostname", tty=True)
    assert run(shells, "sudo !!", tty=True).stdout == "sudo hostname\nmanager1\n"
    assert run(shells, "echo !$", tty=True).stdout == "echo hostname\nhostname\n"


def test_a_snapshot_brings_the_shells_back() -> None:
    shells = terminal()
    out(shells, "echo a > f; X=1")
    state = shells.snapshot()
    out(shells, "rm f; cd /; X=2; echo b > g")
    run(shells, "ssh worker1")
    shells.restore(state)
    assert shells.current == "manager1"
    assert out(shells, "ls; pwd; echo $X") == "f\n/root\n1\n"


def test_systemctl_and_sim_act_on_the_machines() -> None:
    shells = terminal()
    assert "active (running)" in out(shells, "systemctl status docker")
    out(shells, "sudo systemctl stop docker")
    assert run(shells, "docker ps").stderr.startswith("Cannot connect to the Docker daemon")
    assert run(shells, "systemctl is-active docker").status == 3
    out(shells, "sim start_docker manager1; sim wait 2; sim settle")
    assert (
        run(shells, "sim stop_docker nowhere").stderr == "sim: there is no host nowhere; there are manager1, worker1\n"
    )
    assert "sim partition" in out(shells, "sim help")


def test_an_endless_loop_can_be_interrupted() -> None:
    process = terminal().start("while true; do true; done")
    for _ in range(3):
        assert isinstance(next(process), Until)
    assert interrupt(process) == 130


def test_the_status_of_exit_fits_in_a_byte() -> None:
    shells = terminal()
    assert run(shells, "exit 258").status == 2
    assert run(shells, "exit ²").status == 0


def test_break_in_the_condition_of_a_loop_ends_the_loop() -> None:
    shells = terminal()
    outcome = run(shells, "until break; do echo never; done; echo after")
    assert (outcome.status, outcome.stdout) == (0, "after\n")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("printf 'a 1\\nb 2 3\\n' | while read n rest; do echo \"$n:$rest\"; done", "a:1\nb:2 3\n"),
        ("printf 'k=v\\n' | while IFS== read k v; do echo $v $k; done", "v k\n"),
        ("read -r x <<< 'one two'; echo \"[$x]\"", "[one two]\n"),
        ("printf '1\\n2\\n' | { read a; read b; read c || echo $b$a; }", "21\n"),
        ("printf 'a\\nb\\n' > f; while read l; do cat /etc/hostname; done < f", "manager1\nmanager1\n"),
        ("x=1; echo 2 | read x; cd /tmp | true; echo $x $(pwd)", "1 /root\n"),
        ("[[ manager1 == man* ]] && [[ ab12 =~ [0-9]+ ]] && echo yes", "yes\n"),
        ("printf 'a 1\\nb 20\\n\\n' | awk '$2 > 3 {print $1}'", "b\n"),
        ("printf 'ab x\\nc y\\n' | awk '$1 ~ /^a/ {print $2}'", "x\n"),
        ("printf 'x\\n\\ny\\n' | awk NF", "x\ny\n"),
        ("echo abcdef | tail -c 4", "def\n"),
        ("echo aGkK | base64 -d; printf hi | base64", "hi\naGk=\n"),
        ("touch .h; ls -a | head -3 | xargs", ". .. .h\n"),
    ],
)
def test_lines_that_bash_knows(line: str, wanted: str) -> None:
    assert out(terminal(), line) == wanted


def test_awk_says_what_it_does_not_know() -> None:
    assert "awk prints fields and texts here" in run(terminal(), "echo a | awk '{print length($1)}'").stderr


def test_read_asks_at_a_terminal() -> None:
    process = terminal().start("read -p 'sure? ' x; echo $x")
    assert next(process) == Ask("sure? ")
    assert process.send("yes") == Write("yes\n")


def test_what_was_never_typed_cannot_be_recalled() -> None:
    shells = terminal()
    assert run(shells, "!! x", tty=True).stderr == "bash: !!: event not found\n"
    assert shells.shell.history == []
