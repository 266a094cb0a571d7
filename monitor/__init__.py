"""Watch news feeds, match entries against rules, group them into stories, report by digest and alert."""

__version__ = "0.1.0"
