"""The simulator: what its deliveries look like, read from the files alone."""
