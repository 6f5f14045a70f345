"""One module a peer: reads a task as JSON from standard input, writes its answer as JSON (see protocol.py)."""
