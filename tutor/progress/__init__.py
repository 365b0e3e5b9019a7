"""KEEP: one learner's log and settings, in one SQLite file."""
