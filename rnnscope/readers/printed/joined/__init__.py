"""The rows of a table as layers of a model, joined as it says."""
