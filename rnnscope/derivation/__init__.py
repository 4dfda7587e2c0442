"""From a `Model` to a `Report`: formulas and output shapes, in the order data flows."""

from __future__ import annotations

from rnnscope.derivation._by_order import Loaded as Loaded
from rnnscope.derivation._by_order import by_order as by_order
from rnnscope.derivation._by_order import loading_order as loading_order
from rnnscope.derivation._by_order import variables as variables
from rnnscope.derivation._rows import Tracer as Tracer
from rnnscope.derivation._rows import refuse_impossible as refuse_impossible
from rnnscope.derivation._shapes import agree as agree
from rnnscope.derivation._shapes import declared_shape as declared_shape
from rnnscope.derivation._walk import explain_layer as explain_layer
from rnnscope.derivation._walk import explain_model as explain_model
from rnnscope.derivation._work import without_work as without_work
