"""Explain where a Keras model's parameters come from.

```python
import rnnscope
report = rnnscope.explain("model.keras")
print(report)
```

Importing this imports nothing else, not even of Python's own; each name is
imported when it is used.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from rnnscope.algebra.expr import Expr as Expr
    from rnnscope.algebra.expr import Symbol as Symbol
    from rnnscope.api import explain as explain
    from rnnscope.api import explain_summary as explain_summary
    from rnnscope.assertions import assert_params as assert_params
    from rnnscope.errors import AmbiguousLayerNameError as AmbiguousLayerNameError
    from rnnscope.errors import BadArgumentError as BadArgumentError
    from rnnscope.errors import BadConfigError as BadConfigError
    from rnnscope.errors import BadFormulaError as BadFormulaError
    from rnnscope.errors import ImportFailedError as ImportFailedError
    from rnnscope.errors import NotBuiltError as NotBuiltError
    from rnnscope.errors import NotPolynomialError as NotPolynomialError
    from rnnscope.errors import ParamsMismatchError as ParamsMismatchError
    from rnnscope.errors import RnnscopeError as RnnscopeError
    from rnnscope.errors import SnapshotError as SnapshotError
    from rnnscope.errors import UnheardWitnessError as UnheardWitnessError
    from rnnscope.errors import UnknownFormulaError as UnknownFormulaError
    from rnnscope.errors import UnknownLayerNameError as UnknownLayerNameError
    from rnnscope.errors import UnknownSizeError as UnknownSizeError
    from rnnscope.errors import UnreadableModelError as UnreadableModelError
    from rnnscope.layers import Child as Child
    from rnnscope.layers import Layer as Layer
    from rnnscope.layers import MultiplyAdds as MultiplyAdds
    from rnnscope.layers import Need as Need
    from rnnscope.layers import Output as Output
    from rnnscope.layers import Parts as Parts
    from rnnscope.layers import Role as Role
    from rnnscope.layers import SymbolicShape as SymbolicShape
    from rnnscope.layers import Weight as Weight
    from rnnscope.layers import formula as formula
    from rnnscope.model import LayerConfig as LayerConfig
    from rnnscope.report import Basis as Basis
    from rnnscope.report import LayerReport as LayerReport
    from rnnscope.report import Origin as Origin
    from rnnscope.report import Report as Report
    from rnnscope.report import Verdict as Verdict
    from rnnscope.verify.keras_process import SummaryProcess as SummaryProcess

__version__ = "0.1.0"

_HOMES = {
    "rnnscope.algebra.expr": ("Expr", "Symbol"),
    "rnnscope.api": ("explain", "explain_summary"),
    "rnnscope.assertions": ("assert_params",),
    "rnnscope.errors": (
        "AmbiguousLayerNameError",
        "BadArgumentError",
        "BadConfigError",
        "BadFormulaError",
        "ImportFailedError",
        "NotBuiltError",
        "NotPolynomialError",
        "ParamsMismatchError",
        "RnnscopeError",
        "SnapshotError",
        "UnheardWitnessError",
        "UnknownFormulaError",
        "UnknownLayerNameError",
        "UnknownSizeError",
        "UnreadableModelError",
    ),
    "rnnscope.layers": (
        "Child",
        "Layer",
        "MultiplyAdds",
        "Need",
        "Output",
        "Parts",
        "Role",
        "SymbolicShape",
        "Weight",
        "formula",
    ),
    "rnnscope.model": ("LayerConfig",),
    "rnnscope.report": ("Basis", "LayerReport", "Origin", "Report", "Verdict"),
    "rnnscope.verify.keras_process": ("SummaryProcess",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *_HOME_OF]


def drawing() -> "Any":
    """Return what draws reports: a report asks for it here, and so imports no renderer."""
    from importlib import import_module

    return import_module("rnnscope.renderers")


def __getattr__(name: str) -> "Any":
    from importlib import import_module

    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return __all__
