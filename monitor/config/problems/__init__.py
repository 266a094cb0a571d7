"""What is wrong with a configuration: where, what, and what to do."""
