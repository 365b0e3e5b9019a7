"""SPEAK: the Docker Engine API over the simulated cluster, one Engine per host."""
