"""What a layer computes, as a structure that is read, resolved and written; it knows no Keras."""
