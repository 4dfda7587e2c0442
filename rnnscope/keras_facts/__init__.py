"""Tables of what Keras has, and what its words mean."""
