"""The layers that somebody means by a name, a path or a glob."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from rnnscope.errors import AmbiguousLayerNameError, UnknownLayerNameError
from rnnscope.report.report import LayerReport, Report


class Named:
    """The layers of a report, found by what somebody calls them.

    An exact path or name goes first, and a layer that stands in no other before those inside
    others, as in `report[...]`.  Where there is none, the signs `*`, `?` and `[` stand for
    others: in a name, or in each part of a path.
    """

    def __init__(self, report: Report) -> None:
        """Note the layers by their paths and names."""
        self.rows = list(report.walk())
        self._tops: dict[str, list[LayerReport]] = {}
        self._paths: dict[str, list[LayerReport]] = {}
        self._names: dict[str, list[LayerReport]] = {}
        for row in report.layers:
            self._tops.setdefault(row.path, []).append(row)
        for row in self.rows:
            self._paths.setdefault(row.path, []).append(row)
            self._names.setdefault(row.name, []).append(row)

    def of(self, name: str) -> list[LayerReport]:
        """Return the layer of a name, or all that a glob fits; never none.

        Raises:
            UnknownLayerNameError: there is none.
            AmbiguousLayerNameError: a name without such signs fits several.

        """
        for known in (self._tops, self._paths, self._names):
            fitting = known.get(name, [])
            if len(fitting) > 1:
                raise AmbiguousLayerNameError(name, [row.path for row in fitting])
            if fitting:
                return fitting
        found = list(self._fitting(name)) if is_glob(name) else []
        if not found:
            # Keras itself writes the paths of variables with slashes.
            is_path = "." in name or "/" in name
            paths = [row.path for row in self.rows] if is_path else []
            names = dict.fromkeys([*paths, *(row.name for row in self.rows)])
            raise UnknownLayerNameError(name, names)
        return found

    def _fitting(self, glob: str) -> Iterator[LayerReport]:
        parts = glob.split(".")
        for row in self.rows:
            places = row.path.split(".")
            if fnmatchcase(row.name, glob) or (
                len(places) == len(parts) and all(map(fnmatchcase, places, parts))
            ):
                yield row


def is_glob(name: str) -> bool:
    """Tell whether a name has signs that stand for others."""
    return any(sign in name for sign in "*?[")
