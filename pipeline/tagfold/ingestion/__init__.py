"""One run: what goes into it, what it is about, and the database it makes."""
