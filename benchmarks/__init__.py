"""Tagfold and its peers: the same data, one run, each in a process of its own."""
