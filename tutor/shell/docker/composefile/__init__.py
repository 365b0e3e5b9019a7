"""A stack file (Compose file format 3.x): read, checked, merged and turned into swarm specifications.

`load.py` is the way in; what it returns is the *normalised* configuration: plain dictionaries with the
format's own keys, every short syntax written out. `convert.py` makes the Engine's JSON of it.
"""
