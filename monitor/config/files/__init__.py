"""Each configuration file becomes settings."""
