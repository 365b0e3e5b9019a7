"""Which node a task goes to: filters that explain themselves, constraints, spreading."""
