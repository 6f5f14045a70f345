"""What leaves: words for a person, JSON for a script."""
