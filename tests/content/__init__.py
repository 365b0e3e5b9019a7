"""What the content pack shows is true: every command, every file and every table in it."""
