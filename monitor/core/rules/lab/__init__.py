"""The laboratory: rules run on examples, measured, linted, replayed and fixed before a change goes live."""
