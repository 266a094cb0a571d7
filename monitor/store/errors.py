"""What can go wrong with a store, in words for the person who runs it."""


class StoreError(Exception):
    """The store cannot be used as it is; the message names the cause and the remedy."""


class LockLost(Exception):  # noqa: N818 - it names what happened; the holder must stop, not report a fault
    """Somebody else holds the lock now: nothing of this transaction may be committed."""
