"""The conformance statements C001 to C134: what a swarm does, told by typed commands. Each test carries its number."""
