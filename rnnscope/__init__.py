"""Explain where a Keras model's parameters come from."""
__version__ = "0.1.0"
