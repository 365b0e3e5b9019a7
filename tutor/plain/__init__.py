"""SHOW: in line mode, for pipes, screen readers and plain terminals."""
