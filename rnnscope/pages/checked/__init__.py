"""What does not hold of models that were checked."""
