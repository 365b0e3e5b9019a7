"""The verbs of the command line, a file each: what they take, and the one function that they call."""
