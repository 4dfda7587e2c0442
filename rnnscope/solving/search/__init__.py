"""Every setting of a class that gives what a row prints."""
