"""`match` and `cluster` on tables of other people: where the tags are, which terms are known, what comes out."""
