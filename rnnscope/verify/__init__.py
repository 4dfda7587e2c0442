"""The witnesses: what is stored, and what Keras's own summary() says."""
