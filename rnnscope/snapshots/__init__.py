"""What a model was when somebody last looked: kept beside a test, and held against what it is.

A test has a file of its own for each model, in the form of a lock, so that tests that run side by
side never write the same one.
"""
