"""What is known of a layer class without any model: its formula, an example, related classes."""

from __future__ import annotations

from rnnscope.catalogue.entries import aliases_of as aliases_of
from rnnscope.catalogue.entries import class_named as class_named
from rnnscope.catalogue.entries import entry as entry
from rnnscope.catalogue.entries import known_layers as known_layers
from rnnscope.catalogue.one_layer import example as example
from rnnscope.catalogue.one_layer import verified as verified
