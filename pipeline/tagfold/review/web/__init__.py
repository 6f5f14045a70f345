"""The review page: the desk of review, served to one browser on this machine."""
