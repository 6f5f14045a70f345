"""What a report is: text in, `Report` out. `sources` and `decoding` are the doors to files."""
