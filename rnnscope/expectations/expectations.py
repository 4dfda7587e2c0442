"""What somebody expects of a model's counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """What is expected of a model; what is None or empty is not asked.

    `layers` are counts or formulas by the names, paths or globs of layers; `max_bytes` is in
    bytes; `at` gives sizes to open axes, for the multiply-adds; `frozen` are names or globs of
    layers that have weights, none of which is trained; `require` are witnesses that have to
    be heard.
    """

    total: int | None = None
    layers: Mapping[str, int | str] = field(default_factory=dict)
    trainable: int | None = None
    non_trainable: int | None = None
    max_params: int | None = None
    max_bytes: int | None = None
    max_macs: int | None = None
    at: Mapping[str, int] = field(default_factory=dict)
    frozen: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
