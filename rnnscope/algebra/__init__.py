"""Expressions in named sizes: number, text and origin at once.  Knows nothing of Keras."""
