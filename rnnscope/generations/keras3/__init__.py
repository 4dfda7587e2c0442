"""What Keras 3 itself writes in more than one way."""
