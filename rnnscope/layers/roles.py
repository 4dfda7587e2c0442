"""What weights are for, in the words of our formulas."""

from __future__ import annotations

from rnnscope.wording import Word


class Role(Word):
    """What a weight is for; a word that is equal to its text, `role == "bias"`.

    A formula of somebody's own may say it in other words.
    """

    BIAS = "bias"
    BIAS_PER_GATE = "bias per gate"
    BIAS_OF_X_AND_H = "bias per gate, one for x and one for h (reset_after)"
    BIAS_OF_X_THEN_H = "biases per gate: for x, then for h"
    BIAS_BY_PLACE = "bias, by place"
    INPUT_TO_OUTPUT = "input -> output"
    INPUT_TO_CARRY = "input -> how much of it"
    INPUT_TO_HIDDEN = "input -> hidden"
    INPUT_TO_GATES = "input -> hidden, per gate"
    HIDDEN_TO_HIDDEN = "hidden -> hidden"
    HIDDEN_TO_GATES = "hidden -> hidden, per gate"
    EMBEDDING = "token -> vector"
    VECTOR_TO_SCORES = "vector -> scores"
    WINDOW_TO_FILTER = "window -> filter"
    WINDOW_TO_FILTER_BY_PLACE = "window -> filter, by place"
    WINDOW_TO_CHANNEL = "window -> its own channel"
    CHANNELS_TO_WINDOW = "channels -> window"
    CHANNELS_TO_FILTER = "channels -> filter"
    QUERY_TO_HEADS = "query -> heads"
    KEY_TO_HEADS = "key -> heads"
    GATE_TO_HEADS = "gate -> heads"
    VALUE_TO_HEADS = "value -> heads"
    HEADS_TO_OUTPUT = "heads -> output"
    SCALE = "scale"
    SCALE_OF_SCORES = "scale of the scores"
    SCALE_OF_FEATURES = "scale of each feature"
    WEIGHT_OF_SCORES = "weight of the scores"
    SHIFT = "shift"
    STATISTIC = "statistic, not trained"
    KEPT_FOR_OLD_FILES = "kept for old files, not used"
    SLOPE = "slope"
    END = "end"
    HEIGHT = "height"
    STEEPNESS = "steepness"
    DIRECTIONS = "directions"
    PHASE = "phase"
    COSINE_WAVES = "cosine waves"
    SINE_WAVES = "sine waves"
    SINGULAR_VECTOR = "estimate of a singular vector"
    WRAPPED = "the wrapped layer's"
    LORA = "LoRA, added"
    QUANTIZED = "quantized"
    OF_QUANTIZATION = "of quantization"


# Of weights that are added, looked up, or multiplied in number by number: no multiply-adds.
WITHOUT_MULTIPLY_ADDS = frozenset(
    (
        *(Role.BIAS, Role.BIAS_PER_GATE, Role.BIAS_OF_X_AND_H, Role.BIAS_OF_X_THEN_H),
        *(Role.BIAS_BY_PLACE, Role.EMBEDDING, Role.SCALE, Role.SCALE_OF_SCORES, Role.SHIFT),
        *(Role.WEIGHT_OF_SCORES, Role.STATISTIC, Role.KEPT_FOR_OLD_FILES, Role.SLOPE, Role.END),
        *(Role.HEIGHT, Role.STEEPNESS, Role.PHASE, Role.SINGULAR_VECTOR, Role.WRAPPED),
    )
)
