"""One function per Keras layer class, listing its weights as `build()` does.

To add a layer, write a function with `@formula` in the module named as
Keras's folder, and a row in the test of that module.  A module is imported
when a model has one of its layers; which has which, `_modules.py` lists.
"""

from __future__ import annotations

from rnnscope.layers.layer import Layer as Layer
from rnnscope.layers.parts import Child as Child
from rnnscope.layers.parts import MultiplyAdds as MultiplyAdds
from rnnscope.layers.parts import Need as Need
from rnnscope.layers.parts import Output as Output
from rnnscope.layers.parts import Parts as Parts
from rnnscope.layers.parts import SymbolicShape as SymbolicShape
from rnnscope.layers.parts import Weight as Weight
from rnnscope.layers.policy import is_adapted as is_adapted
from rnnscope.layers.policy import plain as plain
from rnnscope.layers.policy import quantization as quantization
from rnnscope.layers.registry import ALIASES as ALIASES
from rnnscope.layers.registry import FORMULAS as FORMULAS
from rnnscope.layers.registry import Formula as Formula
from rnnscope.layers.registry import all_formulas as all_formulas
from rnnscope.layers.registry import foreign_formulas as foreign_formulas
from rnnscope.layers.registry import formula as formula
from rnnscope.layers.registry import formula_of as formula_of
from rnnscope.layers.roles import Role as Role
