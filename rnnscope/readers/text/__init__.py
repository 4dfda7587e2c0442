"""Configs as text: JSON, YAML, and the `model.json` of TensorFlow.js."""
