"""What a taxonomy is: terms, mappings and the CSV files that people edit and git keeps."""
