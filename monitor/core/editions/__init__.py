"""Stories become an edition: cards, sections, excerpts."""
