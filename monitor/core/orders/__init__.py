"""Which stories go to whom, and the named reason when they do not."""
