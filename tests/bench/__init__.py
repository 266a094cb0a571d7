"""The figures of our promises (DESIGN section 7), each a command; ``python -m tests.bench`` runs them all."""

MISSED = 3  # the exit status of a benchmark that ran and missed a bound; 1 is a crash
