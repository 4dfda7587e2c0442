"""The tensors of a source, by the layers they belong to."""
