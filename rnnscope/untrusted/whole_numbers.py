"""Whole numbers that somebody wrote, who may write one as long as he likes: what may be a count.

Python takes hexadecimal numbers of any length, which it then refuses to write in decimal.
"""

from __future__ import annotations

DIGITS = 24
MOST = 10**DIGITS - 1  # beyond any size, and any count, of a model
FEWER = f"a whole number of {DIGITS} digits at most"
