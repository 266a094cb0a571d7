"""Entries with hits become stories: each report joins the story of its event, or opens one.

Everything here is decided from the reports' own words and the order in which they were committed, so the same
entries in the same order give the same stories, on one machine or many, before and after a restart.
"""

from monitor.core.stories.common_ground import Shared, common_ground
from monitor.core.stories.features import Features, Knowledge
from monitor.core.stories.news import News, Step, development, grave_news
from monitor.core.stories.story_state import Headline, Ledger, Member, StoryState, Voice, retold
from monitor.core.stories.window import Grouped, Placed, Window

__all__ = [
    "Features",
    "Grouped",
    "Headline",
    "Knowledge",
    "Ledger",
    "Member",
    "News",
    "Placed",
    "Shared",
    "Step",
    "StoryState",
    "Voice",
    "Window",
    "common_ground",
    "development",
    "grave_news",
    "retold",
]
