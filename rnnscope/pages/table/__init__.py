"""The table of layers: its columns, its rows, which of them are shown, and what is folded."""
