"""The kinds of values that configuration files hold."""
