"""SIMULATE: the cluster. Virtual time, replicated state, scheduler, orchestrators, agents."""
