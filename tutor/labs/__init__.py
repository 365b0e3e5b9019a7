"""PRACTISE: exercises on the simulated swarm: set up, watch, judge the cluster's state, hint."""
