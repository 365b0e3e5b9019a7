"""EXCHANGE: a learner's log as a file that another machine takes in; backups, resets, a look at the database."""
