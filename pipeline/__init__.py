"""Tagfold: free-text tags in, a counted taxonomy out."""

from importlib.metadata import version

__version__ = version("tagfold")
