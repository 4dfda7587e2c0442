"""The witnesses: what is stored, and what Keras's own summary() says."""

TIMEOUT = 120.0  # seconds that Keras has to answer
