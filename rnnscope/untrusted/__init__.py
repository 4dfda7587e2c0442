"""Reading bytes and values that may come from anybody: bounded, and an error says where."""
