"""Sentence encoders that the extra `semantic` brings or a person names, with their vectors kept between runs."""
