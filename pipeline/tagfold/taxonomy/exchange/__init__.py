"""The taxonomy in other tools' formats: SKOS, SSSOM, JSON and CSV out; SKOS, SSSOM, OpenRefine and CSV in.

Going out, a vocabulary becomes text. Coming in, text becomes statements ("this variant is that term"), and
statements become a plan that a person reads before anything is decided. Nothing here writes to a taxonomy.
"""
