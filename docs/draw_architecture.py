"""Draws the rooms of rnnscope from its imports, into docs/architecture.md.

    python docs/draw_architecture.py            renew the drawing and the figures
    python docs/draw_architecture.py --check    end with 1 where they are not those of the code

A room is a module or a package right below `rnnscope`; an arrow from one to
another says that something in it imports something in the other, at its head
or inside a function.  Imports for types alone are no arrows, and no arrows
lead from or to the face, `rnnscope/__init__.py`, which imports by name.
Needs the packages of the `lint` group.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import grimp
import networkx as nx

PAGE = Path(__file__).with_name("architecture.md")
PACKAGE = "rnnscope"
BEGIN, END = "<!-- drawing-begin -->", "<!-- drawing-end -->"


@dataclass(frozen=True, slots=True)
class House:
    """The imports between modules, and those between rooms."""

    modules: nx.DiGraph[str]
    rooms: nx.DiGraph[str]

    @classmethod
    def measured(cls) -> House:
        """Read the imports of the code as it stands."""
        graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=True, cache_dir=None)
        inside = graph.modules - {PACKAGE}
        return cls.of(
            inside,
            (
                (importer, imported)
                for importer in inside
                for imported in graph.find_modules_directly_imported_by(importer) & inside
            ),
        )

    @classmethod
    def of(cls, names: Iterable[str], imports: Iterable[tuple[str, str]]) -> House:
        """Make the two graphs from the names of modules, and from who imports whom."""
        modules: nx.DiGraph[str] = nx.DiGraph()
        modules.add_nodes_from(names)
        modules.add_edges_from(imports)
        rooms: nx.DiGraph[str] = nx.DiGraph()
        rooms.add_nodes_from(map(_room, modules))
        between = ((_room(importer), _room(imported)) for importer, imported in modules.edges)
        rooms.add_edges_from((above, below) for above, below in between if above != below)
        return cls(modules, rooms)

    @property
    def circles(self) -> list[list[str]]:
        """Rooms that import each other in a circle, and modules that do."""
        circles = [*nx.strongly_connected_components(self.rooms)]
        circles += nx.strongly_connected_components(self.modules)
        return sorted(sorted(circle) for circle in circles if len(circle) > 1)

    def floors(self) -> list[list[str]]:
        """The rooms from the top floor down; each stands above all that it imports."""
        return [sorted(floor) for floor in nx.topological_generations(self.rooms)]

    def drawing(self) -> str:
        """The rooms as a Mermaid graph; an arrow that others imply is left out."""
        plain = nx.transitive_reduction(self.rooms)
        lines = ["```mermaid", "flowchart TD"]
        lines += [f'    {room}["{room}"]' for floor in self.floors() for room in floor]
        lines += [f"    {above} --> {below}" for above, below in sorted(plain.edges)]
        return "\n".join([*lines, "```"])

    def figures(self) -> str:
        """What can be counted: rooms, floors, arrows, circles."""
        return (
            f"{len(self.rooms)} rooms on {len(self.floors())} floors, "
            f"{self.rooms.number_of_edges()} arrows between rooms, no circle."
        )


def _room(module: str) -> str:
    return module.split(".")[1]


def page(text: str, house: House) -> str:
    """Return the page with the drawing between its marks renewed."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE.name} needs the marks {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{house.drawing()}\n\n{house.figures()}\n\n{END}{after}"


def main(arguments: list[str]) -> int:
    """Renew the page, or say what would change; a house with a circle is not drawn."""
    house = House.measured()
    print(f"{len(house.modules)} modules, {house.modules.number_of_edges()} imports between them")
    for circle in house.circles:
        print("a circle:", *circle, sep="\n    ")
    if house.circles:
        return 1
    print(house.figures())
    old = PAGE.read_text(encoding="utf-8")
    new = page(old, house)
    if "--check" not in arguments:
        PAGE.write_text(new, encoding="utf-8")
    elif new != old:
        print(f"{PAGE.name} is not what the code is; run: python docs/{Path(__file__).name}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
