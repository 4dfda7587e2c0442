"""What no version that renew.py lists can tell, and why; it is merged into what they tell.

Keras 2.0 to 2.3 and TensorFlow 1.4 to 2.11 run on no Python that we run on: what only they had
is written here from their sources.  Beside this, by hand are what the words mean
(rnnscope/keras_facts/glossary.py), which arguments have no say in a count (arguments.py there),
which operation a function of TensorFlow is (tensorflow_functions.py there), and which settings
of Keras 2 say nothing of weights or shapes (rnnscope/generations/keras2/settings.py); tests hold
their keys against Keras.
"""

from __future__ import annotations

# Layer classes that only an earlier Keras 2 had, by the release.
EARLIER = {
    "AtrousConvolution1D": "keras 2.0 to 2.3, which makes another layer of it",
    "AtrousConvolution2D": "keras 2.0 to 2.3, which makes another layer of it",
    "Deconvolution2D": "keras 2.0 to 2.3, which makes another layer of it",
    "Deconvolution3D": "keras 2.0 to 2.3, which makes another layer of it",
    "ConvLSTM2DCell": "keras 2.1 to 2.3",
    "LayerNormalizationV1": "TensorFlow 1.13 to 2.0",
    "UnifiedGRU": "TensorFlow 1.13 to 2.0",
    "UnifiedLSTM": "TensorFlow 1.13 to 2.0",
    "CategoryCrossing": "TensorFlow 2.3 to 2.5",
}
# Classes of layers that files name and keras.layers does not export; each Keras 2 listed has them.
UNEXPORTED = frozenset({"Functional", "Model", "Sequential", "TensorFlowOpLayer"})
# Names that keras.layers has for a while and no file has: it writes the names of their classes,
# or there is nothing of the kind in a model.
NOT_IN_FILES = frozenset(
    (
        *("GRUCellV1", "GRUCellV2", "LSTMCellV1", "LSTMCellV2"),
        *("DeviceWrapper", "DropoutWrapper", "ResidualWrapper", "PreprocessingLayer"),
    )
)
# Dtypes that Keras allows and summary() knows no size of: it fails.
UNSIZED = ("float8", "complex")
# Names of dtype policies, which are no dtypes.
POLICIES = frozenset({"mixed_float16", "mixed_bfloat16"})
# Arguments that a constructor takes in its `**kwargs` for its base or for from_config() alone.
NOT_SET = {
    "AdditiveAttention": {"score_mode"},
    "IntegerLookup": {"vocabulary_size"},
    "StringLookup": {"vocabulary_size"},
    "TextVectorization": {"vocabulary_size"},
}
