"""The formats of directories that can be read: `DIRECTORIES`.

To add one, write a module, as `source` says, and name it here.  They are
imported where a directory is read.
"""

from __future__ import annotations

from rnnscope.readers import saved_model
from rnnscope.readers.keras3 import keras_directory, orbax
from rnnscope.readers.source import Reader, Source
from rnnscope.readers.text import tfjs_directory

DIRECTORIES: tuple[Reader[Source], ...] = (
    keras_directory,
    saved_model,
    orbax,
    tfjs_directory,
)
