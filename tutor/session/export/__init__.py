"""A session as something to take along: a shell script, a stack file, the draft of a lab."""
