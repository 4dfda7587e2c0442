"""What somebody expects of a model's counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

from rnnscope.expectations import given
from rnnscope.wording import cut


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

    @classmethod
    def of(  # noqa: PLR0913  # by keyword
        cls,
        *,
        total: object = None,
        layers: object = None,
        trainable: object = None,
        non_trainable: object = None,
        max_params: object = None,
        max_bytes: object = None,
        max_macs: object = None,
        at: object = None,
        frozen: object = (),
        require: object = (),
    ) -> Expectations:
        """Return expectations of plain values, as somebody wrote them in a test or a file.

        >>> Expectations.of(total=21_386, max_bytes="100 kB", frozen="embed*").told
        ('total 21,386', 'at most 100,000 bytes', 'embed* frozen')

        Raises:
            BadArgumentError: a value is none that can be expected; its `name` says which.

        """
        return cls(
            total=given.count("total", total),
            layers=given.layers("layers", layers),
            trainable=given.count("trainable", trainable),
            non_trainable=given.count("non_trainable", non_trainable),
            max_params=given.count("max_params", max_params),
            max_bytes=given.size_in_bytes("max_bytes", max_bytes),
            max_macs=given.count("max_macs", max_macs),
            at=given.open_sizes("at", at),
            frozen=given.names("frozen", frozen),
            require=given.names("require", require),
        )

    def beaten_by(self, flags: Expectations) -> Expectations:
        """Return them with what others ask in their place; layers and sizes one by one."""
        asked = {each.name: getattr(flags, each.name) for each in fields(flags)}
        changes = {name: value for name, value in asked.items() if value not in (None, (), {})}
        for name in ("layers", "at"):
            if name in changes:
                changes[name] = {**getattr(self, name), **changes[name]}
        return replace(self, **changes)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is asked; sizes for open axes ask nothing by themselves."""
        return not self.told

    @property
    def told(self) -> tuple[str, ...]:
        """Each thing that is asked, in words."""
        return tuple(self._told())

    def _told(self) -> Iterator[str]:
        if self.total is not None:
            yield f"total {self.total:,}"
        for name, expected in self.layers.items():
            yield f"{cut(name)} {cut(expected) if isinstance(expected, str) else f'{expected:,}'}"
        for words, number in (("trainable", self.trainable), ("non-trainable", self.non_trainable)):
            if number is not None:
                yield f"{words} {number:,}"
        at = ", ".join(f"{cut(name)}={size:,}" for name, size in self.at.items())
        for number, unit in (
            (self.max_params, "params"),
            (self.max_bytes, "bytes"),
            (self.max_macs, f"multiply-adds{' at ' if at else ''}{at}"),
        ):
            if number is not None:
                yield f"at most {number:,} {unit}"
        yield from (f"{cut(name)} frozen" for name in self.frozen)
        yield from (f"{name} heard" for name in self.require)
