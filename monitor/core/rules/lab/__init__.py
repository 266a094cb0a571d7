"""The laboratory: rules run on examples, measured, linted, replayed and mended before a change goes live."""
