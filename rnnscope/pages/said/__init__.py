"""What is said in a few words: a count, its formula, an equation, what the witnesses say."""
