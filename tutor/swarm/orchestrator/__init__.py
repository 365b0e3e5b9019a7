"""What services want, turned into tasks: replicated, global, jobs; restarts, updates, clean-up."""
