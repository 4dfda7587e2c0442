"""What is said of one layer in sentences, a module for each family of classes."""
