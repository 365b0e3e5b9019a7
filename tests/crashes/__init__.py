"""kill -9 at random moments: a child runs the real program, and what it had acknowledged must be there afterwards."""
