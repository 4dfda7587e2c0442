"""Nodes of TensorFlow's own in a Keras 2 graph, told as operations of Keras 3."""
