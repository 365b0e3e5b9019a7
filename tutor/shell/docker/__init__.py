"""The `docker` client a learner types: one module per command group, over the Engine API of one host."""
