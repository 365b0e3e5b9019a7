"""The cluster map: a picture of the cluster at one moment, how it is drawn, and what its keys do.

`looking` reads the simulation into a `picture` (plain data), `drawing` makes lines of text of it, `cluster_map` is the
widget. Only the widget knows Textual.
"""
