"""How a tag finds its term: normal form, remembered decisions, then careful letter evidence."""
