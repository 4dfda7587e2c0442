"""Formulas run on symbols that stand for what is looked for, and solved for it."""
