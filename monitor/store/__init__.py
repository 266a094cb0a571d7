"""Everything remembered, in the model's words. One attribute per noun; only this package speaks SQL."""

from monitor.store.database import Database


class Store:
    """The store at ``url``. Each attribute owns the statements of one noun; each method is one transaction."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)

    def close(self) -> None:
        """Close every connection."""
        self.database.close()
