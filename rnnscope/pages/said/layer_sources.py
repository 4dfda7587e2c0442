"""What a layer's formula and its equation can be quoted from."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.errors import RnnscopeError
from rnnscope.keras_facts.documentation import PAGES
from rnnscope.keras_facts.papers import OF_ACTIVATION, OF_QUANTIZATION, OF_SETTING, PAPERS
from rnnscope.layers import ALIASES, Layer, formula_of
from rnnscope.layers.policy import quantization
from rnnscope.report.report import LayerReport


def sources_of(layer: LayerReport) -> tuple[str, ...]:
    """Return the file of Keras that a formula mirrors, its page on keras.io, and the papers.

    Papers of a user's own class are not known, whatever its name.
    """
    known = formula_of(layer.layer.config) if layer.layer else None
    file = [layer.source] if layer.source else []
    if layer.layer is None or known is None or not known.is_ours:
        return tuple(file)
    return tuple(dict.fromkeys((*file, *_published(layer.layer))))


def _published(layer: Layer) -> Iterator[str]:
    class_name, settings = layer.class_name, layer.config.settings
    class_name = ALIASES.get(class_name, class_name)
    if class_name in PAGES:
        yield PAGES[class_name]
    yield from PAPERS.get(class_name, ())
    for key in ("activation", "recurrent_activation"):
        yield from OF_ACTIVATION.get(str(settings.get(key)), ())
    for key, papers in OF_SETTING.items():
        yield from papers if settings.get(key) else ()
    try:
        how = quantization(layer.config, layer.keras_path)
    except RnnscopeError:  # a policy of no kind that is known: the layer's note tells of it
        return
    yield from OF_QUANTIZATION.get(how.mode, ()) if how else ()
