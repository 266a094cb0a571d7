"""Counts over time become surges and spill-over signals."""
