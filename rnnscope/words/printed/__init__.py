"""What is said of a model that only a printed summary tells, and of its rows."""
