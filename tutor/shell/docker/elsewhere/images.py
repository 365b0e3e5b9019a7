"""Commands on images, manifests, signatures and registries that the sandbox does not carry out.

Source: docker/cli `cli/command/{image,builder,manifest,trust,registry}/`.
"""

from __future__ import annotations

from tutor.shell.docker.command import Group, at_least, between, exactly
from tutor.shell.docker.stubs import shortened, stub

_TRUST = "--disable-content-trust=true | Do without signatures"
_LEGACY = (
    "DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n"
    "            Install the buildx component to build images with BuildKit:\n"
    "            https://docs.docker.com/go/buildx/\n\n"
)
_INSECURE = "--insecure | The registry may do without TLS"
_BUILD = (
    "--add-host list | Further line for the hosts file (host:ip)",
    "--build-arg list | Variable of the build",
    "--cache-from strings | Images that serve as cache",
    "--cgroup-parent string | Control group in which RUN happens",
    "--compress | Compress what is sent to the daemon",
    "--cpu-period int | Period of the scheduler's quota",
    "--cpu-quota int | Quota in each period",
    "-c,--cpu-shares int | Share of the processors' time",
    "--cpuset-cpus string | Which processors (0-3, 0,1)",
    "--cpuset-mems string | Which memory nodes (0-3, 0,1)",
    _TRUST,
    "-f,--file string | Dockerfile to follow (PATH/Dockerfile without it)",
    "--force-rm | Remove containers of the build in any case",
    "--iidfile string | File that gets the id of the image",
    "--isolation string | How containers are kept apart",
    "--label list | Label of the image",
    "-m,--memory bytes | How much memory it may use",
    "--memory-swap bytes | Memory and swap together (-1: no limit)",
    "--network string=default | Network in which RUN happens @api=1.25",
    "--no-cache | Do without the cache",
    "--platform string | Platform to build for @api=1.38",
    "--pull | Look for newer base images",
    "-q,--quiet | Show the id of the image only",
    "--rm=true | Remove containers of the build when it succeeded",
    "--security-opt strings | Security option",
    "--shm-size bytes | Size of /dev/shm",
    "--squash | Make one layer of the new ones @api=1.25 @experimental",
    "-t,--tag list | Name of the image, with or without tag",
    "--target string | Stage to stop at",
    "--ulimit ulimit=[] | Limit",
)
_BUILD_USAGE = "[OPTIONS] PATH | URL | -"
_BUILDS = "docker image build, docker build, docker builder build"
_BUILD_ABOUT = "Build an image from a Dockerfile"
BUILD = stub("image build", _BUILD_USAGE, _BUILD_ABOUT, *_BUILD, args=exactly(1), aliases=_BUILDS)
IMAGE_STUBS = (
    stub(
        "image import",
        "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
        "Make an image from an archive of files",
        "-c,--change list | Dockerfile instruction that the image gets",
        "-m,--message string | Message of the commit",
        "--platform string | Platform of the image @api=1.32",
        args=at_least(1),
        aliases="docker image import, docker import",
    ),
    stub(
        "image load",
        "[OPTIONS]",
        "Take images from an archive that `save` wrote",
        "-i,--input string | Archive to read instead of standard input",
        "--platform string | Platform to take @api=1.48",
        "-q,--quiet | Show no progress",
        aliases="docker image load, docker load",
    ),
    stub(
        "image save",
        "[OPTIONS] IMAGE [IMAGE...]",
        "Write images into an archive",
        "-o,--output string | Archive to write instead of standard output",
        "--platform string | Platform to write @api=1.48",
        args=at_least(1),
        aliases="docker image save, docker save",
    ),
)
BUILDER = Group(
    path="builder",
    about="Builds of images",
    notice=_LEGACY,
    commands=(
        stub("builder build", _BUILD_USAGE, _BUILD_ABOUT, *_BUILD, args=exactly(1), aliases=_BUILDS),
        stub(
            "builder prune",
            "",
            "Empty the cache of builds",
            "-a,--all | All of it, not only what nothing refers to",
            "--filter filter | Which of it",
            "-f,--force | Do not ask",
            "--keep-storage bytes | How much to keep",
        ),
    ),
)
MANIFESTS = Group(
    path="manifest",
    about="Manifests and lists of them",
    usage="COMMAND",
    commands=(
        stub(
            "manifest annotate",
            "[OPTIONS] MANIFEST_LIST MANIFEST",
            "Add facts to a local manifest",
            "--arch string | Architecture",
            "--os string | Operating system",
            "--os-features strings | Features of the operating system",
            "--os-version string | Version of the operating system",
            "--variant string | Variant of the architecture",
            args=exactly(2),
        ),
        stub(
            "manifest create",
            "MANIFEST_LIST MANIFEST [MANIFEST...]",
            "Make a local list of manifests",
            "-a,--amend | Change a list that exists",
            _INSECURE,
            args=at_least(2),
        ),
        stub(
            "manifest inspect",
            "[OPTIONS] [MANIFEST_LIST] MANIFEST",
            "Show a manifest or a list",
            _INSECURE,
            "-v,--verbose | With layers and platform",
            args=between(1, 2),
        ),
        stub(
            "manifest push",
            "[OPTIONS] MANIFEST_LIST",
            "Send a list to a registry",
            _INSECURE,
            "-p,--purge | Remove the local list then",
            args=exactly(1),
        ),
        stub("manifest rm", "MANIFEST_LIST [MANIFEST_LIST...]", "Remove local lists", args=at_least(1)),
    ),
)
TRUST = Group(
    path="trust",
    about="Signatures of images",
    commands=(
        Group(
            path="trust key",
            about="Keys to sign with",
            commands=(
                stub(
                    "trust key generate",
                    "NAME",
                    "Make a pair of keys",
                    "--dir string | Folder for it",
                    args=exactly(1),
                ),
                stub(
                    "trust key load",
                    "[OPTIONS] KEYFILE",
                    "Take a private key from a file",
                    "--name string=signer | Name of the key",
                    args=exactly(1),
                ),
            ),
        ),
        Group(
            path="trust signer",
            about="Who may sign",
            commands=(
                stub(
                    "trust signer add",
                    "OPTIONS NAME REPOSITORY [REPOSITORY...]",
                    "Let somebody sign",
                    "--key list | File with the public key",
                    args=at_least(2),
                ),
                stub(
                    "trust signer remove",
                    "[OPTIONS] NAME REPOSITORY [REPOSITORY...]",
                    "Let somebody sign no more",
                    "-f,--force | Do not ask",
                    args=at_least(2),
                ),
            ),
        ),
        stub(
            "trust inspect",
            "IMAGE[:TAG] [IMAGE[:TAG]...]",
            "Show keys and signatures",
            "--pretty | Print for people to read",
            args=at_least(1),
        ),
        stub("trust revoke", "[OPTIONS] IMAGE[:TAG]", "Take signatures back", "-y,--yes | Do not ask", args=exactly(1)),
        stub("trust sign", "IMAGE:TAG", "Sign an image", "--local | An image that is only here", args=exactly(1)),
    ),
)
REGISTRY = (
    stub(
        "login",
        "[OPTIONS] [SERVER]",
        "Log in to a registry",
        "-p,--password string | Password or token",
        "--password-stdin | Read it from standard input",
        "-u,--username string | Name of the user",
        args=between(0, 1),
        top=8,
    ),
    stub("logout", "[SERVER]", "Log out of a registry", args=between(0, 1), top=9),
    stub(
        "search",
        "[OPTIONS] TERM",
        "Search Docker Hub",
        "-f,--filter filter | Show only what meets the condition",
        "--format string | Print with a Go template",
        "--limit int | How many results at most",
        "--no-trunc | Show everything in full length",
        args=exactly(1),
        top=10,
    ),
)
TOP = tuple(shortened(command) for command in IMAGE_STUBS)
__all__ = ["BUILD", "BUILDER", "IMAGE_STUBS", "MANIFESTS", "REGISTRY", "TOP", "TRUST"]
