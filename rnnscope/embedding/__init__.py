"""Reports inside documents of others: finds the marked blocks of a file, and renews them."""

from __future__ import annotations

from rnnscope.embedding.renewing import Renewed as Renewed
from rnnscope.embedding.renewing import renewed as renewed
