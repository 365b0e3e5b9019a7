"""The inside of a container, as far as small programs of busybox see it: files, environment, a shell for one line."""
