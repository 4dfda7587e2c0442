"""What Keras 3 saves: the `.keras` archive, the same unzipped, Orbax checkpoints."""
