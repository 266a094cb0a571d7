"""From a server's answer to entries: parsing, identity, cadence."""
