"""TYPE: hosts, prompt, files, and the docker client that a learner types."""
