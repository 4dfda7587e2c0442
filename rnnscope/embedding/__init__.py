"""Reports inside documents of others: finds the marked blocks of a file, and renews them."""

from __future__ import annotations

from rnnscope.embedding.document import read as read
from rnnscope.embedding.document import refuse_read_only as refuse_read_only
from rnnscope.embedding.explained import Explained as Explained
from rnnscope.embedding.renewing import Renewed as Renewed
from rnnscope.embedding.renewing import renewed as renewed
