"""What the real client can do and the sandbox does not: declarations for help and usage errors (see `stubs`)."""
