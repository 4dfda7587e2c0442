"""The limits, by the name under which the documentation of 0.1.0 had them."""

from __future__ import annotations

from rnnscope.untrusted.limits import Limits as Limits
