"""The lines of a text as they were printed, free of what somebody or something put around them."""
