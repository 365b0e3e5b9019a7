"""The Engine API of simulated hosts on unix sockets, for the real docker client and for libraries."""
