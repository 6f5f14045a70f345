"""Where the parsing runs: local processes."""
