"""Explain where a Keras model's parameters come from.

```python
import rnnscope
report = rnnscope.explain("model.keras")
print(report)
```

Importing this imports no framework, and nothing heavy.
"""

from __future__ import annotations

__version__ = "0.1.0"

from rnnscope.api import explain as explain
from rnnscope.assertions import assert_params as assert_params
from rnnscope.errors import BadFormulaError as BadFormulaError
from rnnscope.errors import NotBuiltError as NotBuiltError
from rnnscope.errors import ParamsMismatchError as ParamsMismatchError
from rnnscope.errors import RnnscopeError as RnnscopeError
from rnnscope.errors import UnknownLayerNameError as UnknownLayerNameError
from rnnscope.errors import UnreadableModelError as UnreadableModelError
from rnnscope.report import LayerReport as LayerReport
from rnnscope.report import Report as Report
