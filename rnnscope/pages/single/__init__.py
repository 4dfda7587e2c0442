"""One layer or class in full, and the answers to a question about one."""
