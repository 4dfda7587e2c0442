"""One function per Keras layer class, listing its weights as `build()` does.

To add a layer, write a function with `@formula` in the module named as
Keras's folder, and a row in the test of that module.
"""

from __future__ import annotations

from rnnscope.layers import activations as activations
from rnnscope.layers import applications as applications
from rnnscope.layers import attention as attention
from rnnscope.layers import convolutional as convolutional
from rnnscope.layers import core as core
from rnnscope.layers import foreign as foreign
from rnnscope.layers import image_preprocessing as image_preprocessing
from rnnscope.layers import legacy as legacy
from rnnscope.layers import merging as merging
from rnnscope.layers import normalization as normalization
from rnnscope.layers import operations as operations
from rnnscope.layers import picking as picking
from rnnscope.layers import pooling as pooling
from rnnscope.layers import preprocessing as preprocessing
from rnnscope.layers import qkeras as qkeras
from rnnscope.layers import regularization as regularization
from rnnscope.layers import reshaping as reshaping
from rnnscope.layers import rnn as rnn
from rnnscope.layers import shape_operations as shape_operations
from rnnscope.layers import tensorflow_functions as tensorflow_functions
from rnnscope.layers._parts import Child as Child
from rnnscope.layers._parts import Layer as Layer
from rnnscope.layers._parts import Need as Need
from rnnscope.layers._parts import Output as Output
from rnnscope.layers._parts import Parts as Parts
from rnnscope.layers._parts import SymbolicShape as SymbolicShape
from rnnscope.layers._parts import Weight as Weight
from rnnscope.layers._policy import is_adapted as is_adapted
from rnnscope.layers._policy import plain as plain
from rnnscope.layers._policy import quantization as quantization
from rnnscope.layers._registry import ALIASES as ALIASES
from rnnscope.layers._registry import FORMULAS as FORMULAS
from rnnscope.layers._registry import Formula as Formula
from rnnscope.layers._registry import all_formulas as all_formulas
from rnnscope.layers._registry import formula as formula
from rnnscope.layers._registry import formula_of as formula_of
