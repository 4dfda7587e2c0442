"""What a person reads, free of any format: rows, sections, sentences."""
