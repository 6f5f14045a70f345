"""What a person decides, and what it would move."""
