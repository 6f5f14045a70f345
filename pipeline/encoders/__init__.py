"""Sentence encoders that the extra `semantic` brings, with their vectors kept between runs."""
