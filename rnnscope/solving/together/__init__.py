"""Rows solved together: what one is found to be tells of those around it."""
