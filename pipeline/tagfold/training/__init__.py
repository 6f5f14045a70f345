"""Learning from decisions: a project's own accepts and rejects refit the matching model and set its thresholds."""
