"""What each row of a table takes, as the calls of its layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rnnscope.model.parts import Call, TensorRef
from rnnscope.model.printed import PrintedRow
from rnnscope.readers.printed.joined.arity import MASKS, takes_one
from rnnscope.readers.printed.joined.named_rows import NamedRow
from rnnscope.readers.printed.joined.row_names import RowNames

_Tensor: TypeAlias = tuple[int, int, int]  # a row, which of its calls, and which tensor of that
Taken: TypeAlias = Sequence[Sequence[_Tensor | None]]  # by each row; None where that is not told


def taken_by(rows: Sequence[PrintedRow]) -> Taken:
    """Return what each row takes; None for a tensor of a layer that has no row.

    What is printed below may be meant by its whole name, as a layer that is called again is; of
    a name that is cut off it is never assumed.
    """
    names = RowNames.of(rows)
    taken: list[list[_Tensor | None]] = []
    for i, row in enumerate(rows):
        entries = row.connections or ()
        places = [names.place(entry, before=i) for entry in entries]
        taken.append([
            None if place is None else (place, entry.node or 0, entry.tensor or 0)
            for place, entry in zip(places, entries, strict=True)
        ])  # fmt: skip
    return taken


@dataclass(frozen=True, slots=True)
class Joined:
    """Rows, and what each takes.

    `calls_of` has, by the place of a row, which of its calls each of the numbers is by which they
    are taken.
    """

    rows: Sequence[NamedRow]
    taken: Taken
    calls_of: Mapping[int, Mapping[int, int]]

    @classmethod
    def of(cls, rows: Sequence[NamedRow], taken: Taken) -> Joined:
        """Count the calls of which something is taken.

        A layer that another model has too was called for that before, and they begin later.
        """
        numbers: dict[int, set[int]] = {}
        for place, node, _ in (entry for entries in taken for entry in entries if entry):
            numbers.setdefault(place, set()).add(node)
        return cls(rows, taken, {
            place: {node: call for call, node in enumerate(sorted(found))}
            for place, found in numbers.items()
        })  # fmt: skip

    def with_told_calls(self) -> Joined:
        """Return the rows with what they take, None for a call of which it is not told on what.

        A layer that has fewer calls so may be taken by its second one in turn: hence twice.
        """
        return self._with_told_calls()._with_told_calls()

    def _with_told_calls(self) -> Joined:
        told = [max(1, sum(1 for _ in self.calls(i))) for i in range(len(self.rows))]
        return Joined.of(self.rows, [
            [
                entry if entry and self.calls_of[entry[0]][entry[1]] < told[entry[0]] else None
                for entry in entries
            ]
            for entries in self.taken
        ])  # fmt: skip

    def calls(self, place: int) -> Iterator[Call]:
        """Yield the calls of a row's layer; what they take is printed one after the other."""
        row, taken = self.rows[place].row, self.taken[place]
        is_single = takes_one(row)
        taken, masks = self._parted(row, taken) if is_single else (taken, {})
        number = len(taken) if is_single else max(1, len(self.calls_of.get(place, {})))
        if not taken or len(taken) % number:
            number = 1
        if number == 1 and not is_single and self._is_taken_again(row, taken):
            return  # its calls cannot be told apart
        each = len(taken) // number
        for start in range(0, len(taken), each or 1):
            refs = [self._ref(entry) for entry in taken[start : start + each] if entry]
            if refs:
                kwargs = {"mask": self._ref(masks[start])} if start in masks else {}
                yield Call((refs[0] if each == 1 else refs,), kwargs)

    def _is_taken_again(self, row: PrintedRow, taken: Sequence[_Tensor | None]) -> bool:
        """Tell whether a layer takes what itself puts out, or one below: only a later call can.

        So it is with a decoder that takes its own states at each step.
        """
        others = (self.rows[entry[0]].row for entry in taken if entry)
        # All may be on one line.
        return any(other is row or other.line > row.line for other in others)

    def _ref(self, entry: _Tensor) -> TensorRef:
        place, node, tensor = entry
        return TensorRef(self.rows[place].name, self.calls_of[place][node], tensor)

    def _parted(
        self, row: PrintedRow, taken: Sequence[_Tensor | None]
    ) -> tuple[Sequence[_Tensor | None], Mapping[int, _Tensor]]:
        """Return what a layer of one input takes, and the masks that are drawn behind that.

        Each mask is that of a call, by its number.
        """
        inputs: list[_Tensor | None] = []
        masks: dict[int, _Tensor] = {}
        for entry in taken:
            is_mask = entry and self.rows[entry[0]].row.class_name in MASKS - {row.class_name}
            if inputs and entry and is_mask:
                masks[len(inputs) - 1] = entry
            else:
                inputs.append(entry)
        return inputs, masks
