"""Writes the names of Keras 2's layers: `python keras2_names.py >> keras2_names.txt`, in each.

Run it where keras 2.12, tf_keras 2.15 or the like is installed; each line is a
version and the public layer classes that it has.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from typing import Any

name = "tf_keras" if importlib.util.find_spec("tf_keras") else "keras"
keras: Any = importlib.import_module(name)
found = inspect.getmembers(keras.layers, inspect.isclass)
names = sorted(name for name, each in found if issubclass(each, keras.layers.Layer))
print(keras.__version__, *names)
