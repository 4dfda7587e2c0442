"""Nodes of a functional graph that are functions: `ops.add`, slicing, TensorFlow's own."""
