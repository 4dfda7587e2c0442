"""Layers that Keras 3 has not: of old files, and of other packages."""
