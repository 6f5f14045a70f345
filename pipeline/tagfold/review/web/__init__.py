"""The review page: the session of review, served to one browser on this machine."""
