"""The command line: options, words on the screen, exit codes. No logic lives here.

Exit codes: 0 done, 1 a problem with the data, 2 wrong usage.
"""

from tagfold.cli.main import app

__all__ = ["app"]
