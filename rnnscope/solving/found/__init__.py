"""What is told in the end: the model with its settings, what is trained, a verdict for each row."""
