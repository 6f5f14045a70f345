"""What leaves Tagfold for readers without it."""
