"""`python -m pipeline` is `tagfold`."""

from pipeline.cli import app

if __name__ == "__main__":
    app(prog_name="tagfold")
