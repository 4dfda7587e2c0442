"""A model as its source describes it; nothing here needs Keras."""

from __future__ import annotations

from rnnscope.model.parts import Call as Call
from rnnscope.model.parts import LayerConfig as LayerConfig
from rnnscope.model.parts import Model as Model
from rnnscope.model.parts import ModelConfig as ModelConfig
from rnnscope.model.parts import Place as Place
from rnnscope.model.parts import Reading as Reading
from rnnscope.model.parts import Shape as Shape
from rnnscope.model.parts import Store as Store
from rnnscope.model.parts import Tensor as Tensor
from rnnscope.model.parts import TensorRef as TensorRef
from rnnscope.model.parts import groups_in_container as groups_in_container
from rnnscope.model.parts import snake_case as snake_case
from rnnscope.model.parts import tensor_refs as tensor_refs
