"""A model counted again with other sizes, by the table that its counts make."""

from __future__ import annotations

from rnnscope.report.recounting.constraints import Constraint as Constraint
from rnnscope.report.recounting.constraints import Kind as Kind
from rnnscope.report.recounting.knobs import Knob as Knob
from rnnscope.report.recounting.nodes import Node as Node
from rnnscope.report.recounting.recounting import Recount as Recount
from rnnscope.report.recounting.recounting import Recounting as Recounting
from rnnscope.report.recounting.recounting import recounting_of as recounting_of
