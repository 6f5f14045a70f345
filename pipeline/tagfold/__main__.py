"""`python -m tagfold` is `tagfold`."""

from tagfold.cli import app

if __name__ == "__main__":
    app(prog_name="tagfold")
