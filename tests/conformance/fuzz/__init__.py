"""Command lines nobody would type, made from the docker client's own tree of commands."""
