"""The state of the watch: health, heartbeat, outbox, events, redaction."""
