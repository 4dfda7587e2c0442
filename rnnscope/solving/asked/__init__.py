"""What is asked of a row: which arguments are looked for, what they may be, what is printed."""
