"""Labs carried out on a real Docker Swarm: the opt-in proof that what they teach is true of the real thing."""
