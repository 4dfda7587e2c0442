"""Layers whose weights and code are not Keras's: each says so, and none is guessed."""

from __future__ import annotations

from rnnscope.errors import UnknownFormulaError
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Parts
from rnnscope.layers.registry import formula


@formula("TFSMLayer", source="keras/src/export/tfsm_layer.py", rebuildable=False)
def saved_model(_: Layer) -> Parts:
    """A SavedModel used as a layer."""
    raise UnknownFormulaError("its weights are those of a SavedModel, which its config only names")


@formula("JaxLayer", "FlaxLayer", source="keras/src/utils/jax_layer.py", rebuildable=False)
def jax(_: Layer) -> Parts:
    """A JAX function or Flax module used as a layer."""
    raise UnknownFormulaError("its weights are those of JAX code, which its config only holds")


@formula("TorchModuleWrapper", source="keras/src/utils/torch_utils.py", rebuildable=False)
def torch_module(_: Layer) -> Parts:
    """A PyTorch module used as a layer."""
    raise UnknownFormulaError("its weights are those of a PyTorch module, pickled in its config")
