"""The rows of a text: the class of each, what flows into it, and what its cut cells may be."""
