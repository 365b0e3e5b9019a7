"""Usage errors, help and global flags; the texts are those of client 28.2.2."""

from __future__ import annotations

import pytest

from tests.shell.shells import run, swarm_of_two, terminal


def usage(problem: str, path: str, rest: str = "", verb: str = "Run") -> str:
    """The layout of usage errors: the problem, the usage line, where to find help."""
    return f"{problem}\n\nUsage:  {path}{rest}\n\n{verb} '{path} --help' for more information\n"


@pytest.mark.parametrize(
    ("line", "status", "stderr"),
    [
        ("docker bogus", 1, "docker: unknown command: docker bogus\n\nRun 'docker --help' for more information\n"),
        ("docker swarm foo", 1, usage("docker: unknown command: docker swarm foo", "docker swarm")),
        ("docker volume foo", 1, usage("docker: unknown command: docker volume foo", "docker volume", " COMMAND")),
        ("docker --nope", 125, usage("unknown flag: --nope", "docker", " [OPTIONS] COMMAND [ARG...]")),
        ("docker swarm --bogus init", 125, usage("unknown flag: --bogus", "docker swarm")),
        ("docker node ls --colour", 125, usage("unknown flag: --colour", "docker node ls", " [OPTIONS]")),
        (
            "docker node ls x",
            1,
            usage("docker: 'docker node ls' accepts no arguments", "docker node ls", " [OPTIONS]"),
        ),
        (
            "docker node update",
            1,
            usage("docker: 'docker node update' requires 1 argument", "docker node update", " [OPTIONS] NODE"),
        ),
        (
            "docker secret create a b c",
            1,
            usage(
                "docker: 'docker secret create' requires at least 1 and at most 2 arguments",
                "docker secret create",
                " [OPTIONS] SECRET [file|-]",
            ),
        ),
        (
            "docker node rm",
            1,
            usage(
                "docker: 'docker node rm' requires at least 1 argument",
                "docker node rm",
                " [OPTIONS] NODE [NODE...]",
                "See",
            ),
        ),
        ("docker help nosuch", 1, "unknown help topic: nosuch\n"),
    ],
)
def test_usage_errors(line: str, status: int, stderr: str) -> None:
    outcome = run(terminal(), line)
    assert (outcome.status, outcome.stdout, outcome.stderr) == (status, "", stderr)


def test_help_shows_usage_options_and_defaults() -> None:
    text = run(terminal(), "docker swarm init --help").stdout
    assert text.startswith("Usage:  docker swarm init [OPTIONS]\n\n")
    assert "      --cert-expiry duration" in text and "(default 2160h0m0s)" in " ".join(text.split())
    assert run(terminal(), "docker help swarm init").stdout == text
    assert run(terminal(), "docker --help swarm init").stdout == text
    assert (
        run(terminal(), "docker swarm init -h").stdout == "Flag shorthand -h has been deprecated, use --help\n" + text
    )


def test_help_shows_aliases() -> None:
    assert "Aliases:\n  docker node ls, docker node list\n" in run(terminal(), "docker node ls --help").stdout
    assert "  docker container rm, docker container remove, docker rm\n" in run(terminal(), "docker rm --help").stdout


def test_a_group_without_subcommand_shows_its_help_on_standard_error() -> None:
    outcome = run(terminal(), "docker swarm")
    assert (outcome.status, outcome.stdout) == (0, "")
    assert outcome.stderr.startswith("Usage:  docker swarm COMMAND\n")


def commands_of(text: str) -> list[str]:
    lines = text.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    return [line.split()[0] for line in lines]


def test_help_shows_what_fits_the_state_of_the_node() -> None:
    assert commands_of(run(terminal(), "docker swarm --help").stdout) == ["init", "join"]
    swarm = swarm_of_two()
    assert commands_of(run(swarm, "docker swarm --help", on="worker1").stdout) == ["init", "join", "leave"]
    everything = ["ca", "init", "join", "join-token", "leave", "unlock", "unlock-key", "update"]
    assert commands_of(run(swarm, "docker swarm --help").stdout) == everything


def test_flags_of_a_newer_daemon_are_hidden_and_refused() -> None:
    shells = terminal()
    assert "--tree" not in run(shells, "docker images --help").stdout
    outcome = run(shells, "docker images --tree")
    assert outcome.stderr == '"--tree" requires API version 1.47, but the Docker daemon API version is 1.45\n'


def test_what_the_sandbox_does_not_carry_out_is_said() -> None:
    shells = terminal()
    assert "sandbox" in run(shells, "docker run --gpus all nginx").stderr
    for line in ("docker compose up", "docker build .", "docker buildx ls", "docker commit x", "docker login"):
        outcome = run(shells, line)
        assert outcome.status == 1 and outcome.stderr.startswith("sandbox: ")


def test_another_daemon_is_reached_by_ssh() -> None:
    shells = terminal()
    run(shells, "docker volume create data", on="worker1")
    assert run(shells, "docker -H ssh://root@worker1 volume ls -q").stdout == "data\n"
    assert run(shells, "DOCKER_HOST=ssh://worker1 docker volume ls -q").stdout == "data\n"
    assert run(shells, "docker volume ls -q").stdout == ""
    assert "Could not resolve hostname nowhere" in run(shells, "docker -H ssh://nowhere ps").stderr
    assert run(shells, "docker -H tcp://worker1:2375 ps").stderr.startswith("sandbox: ")
    assert "context not found" in run(shells, "docker -c other ps").stderr


def test_version() -> None:
    assert run(terminal(), "docker --version").stdout == "Docker version 28.2.2, build e6534b4\n"
    assert "API version:       1.45 (downgraded from 1.50)" in run(terminal(), "docker version").stdout
    assert run(terminal(), "docker version -f '{{.Client.Version}} {{.Server.ApiVersion}}'").status == 1
    assert run(terminal(), "docker version -f '{{.Client.Version}} {{.Server.APIVersion}}'").stdout == "28.2.2 1.45\n"


def test_without_a_daemon() -> None:
    shells = terminal()
    shells.sim.stop_docker("manager1")
    refusal = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n"
    for line in ("docker ps", "docker node ls", "docker network ls"):
        assert run(shells, line).stderr == refusal
    assert run(shells, "docker swarm --help").status == 0
    outcome = run(shells, "docker info")
    assert (outcome.status, outcome.stdout.splitlines()[-1], outcome.stderr) == (1, "Server:", refusal)
    assert run(shells, "docker node inspect a").stdout == "[]\n"
