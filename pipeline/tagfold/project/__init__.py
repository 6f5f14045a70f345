"""A project: `tagfold.toml`, and how a new one begins."""
