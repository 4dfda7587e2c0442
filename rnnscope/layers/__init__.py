"""One function per Keras layer class, listing its weights as `build()` does.

To add a layer, write a function with `@formula` in the module named as
Keras's folder, and a row in the test of that module.
"""

from __future__ import annotations

from rnnscope.layers.elsewhere import foreign as foreign
from rnnscope.layers.elsewhere import legacy as legacy
from rnnscope.layers.elsewhere import qkeras as qkeras
from rnnscope.layers.keras import activations as activations
from rnnscope.layers.keras import applications as applications
from rnnscope.layers.keras import attention as attention
from rnnscope.layers.keras import convolutional as convolutional
from rnnscope.layers.keras import core as core
from rnnscope.layers.keras import image_preprocessing as image_preprocessing
from rnnscope.layers.keras import merging as merging
from rnnscope.layers.keras import normalization as normalization
from rnnscope.layers.keras import pooling as pooling
from rnnscope.layers.keras import preprocessing as preprocessing
from rnnscope.layers.keras import regularization as regularization
from rnnscope.layers.keras import reshaping as reshaping
from rnnscope.layers.keras import rnn as rnn
from rnnscope.layers.operations import elementwise as elementwise
from rnnscope.layers.operations import picking as picking
from rnnscope.layers.operations import shape_operations as shape_operations
from rnnscope.layers.operations import tensorflow_functions as tensorflow_functions
from rnnscope.layers.parts import Child as Child
from rnnscope.layers.parts import Layer as Layer
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
from rnnscope.layers.registry import formula as formula
from rnnscope.layers.registry import formula_of as formula_of
from rnnscope.layers.roles import Role as Role
