"""What grouping remembers between rounds, so that a round reads only what is new."""

from dataclasses import dataclass

from monitor.core.stories.window import Window
from monitor.core.trends.signals import Chronicle


@dataclass(slots=True)
class GroupMemory:
    """The window of open stories, and the chronicle of events; used under the group lock only, outlives reloads."""

    window: Window | None = None
    chronicle: Chronicle | None = None

    def forget(self) -> None:
        """Drop both; the next round reads them anew."""
        self.window = self.chronicle = None
