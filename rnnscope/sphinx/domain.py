"""The domain of layers: where on which page each is shown, and references that lead there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_id, make_refnode

from rnnscope.errors import near
from rnnscope.pages.texts import named, visible
from rnnscope.sphinx.models import FILES, NAME, key_of
from rnnscope.wording import listed, shown, there_are

if TYPE_CHECKING:
    from docutils.nodes import Element, document
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

LAYER, BETWEEN = "layer", "#"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a layer is shown: as a row of a table, or in full."""

    model: str
    path: str
    name: str
    page: str
    node_id: str
    is_full: bool = False

    @property
    def whole(self) -> str:
        """The layer as any page may refer to it."""
        return f"{'' if ':' in self.model else '/'}{self.model}{BETWEEN}{self.path}"

    def fits(self, model: str, layer: str) -> bool:
        """Tell whether it shows a layer of that name or path, in that model if one is named."""
        return layer in (self.path, self.name) and model in ("", self.model)


class LayerRole(XRefRole):
    """A reference to a layer: `lstm`, or `model.keras#lstm` where several models have one."""

    def process_link(
        self,
        env: BuildEnvironment,
        refnode: Element,
        has_explicit_title: bool,  # as Sphinx calls it
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Write no more than the name of the layer, if nothing else is to be written."""
        domain_of(env).note(env.current_document.docname, target)
        return title if has_explicit_title else title.rpartition(BETWEEN)[2], target


class RnnscopeDomain(Domain):
    """The layers of models that are shown on the pages of a documentation."""

    name = NAME
    label = "rnnscope"
    object_types: ClassVar[dict[str, ObjType]] = {LAYER: ObjType("layer", LAYER)}
    roles: ClassVar[dict[str, Any]] = {LAYER: LayerRole(warn_dangling=True)}
    initial_data: ClassVar[dict[str, Any]] = {"places": {}, "targets": {}, "led": {}, FILES: {}}
    data_version = 2

    @property
    def places(self) -> dict[str, list[Place]]:
        """The places of layers, by the page that they are on."""
        found: dict[str, list[Place]] = self.data["places"]
        return found

    @property
    def targets(self) -> dict[str, list[str]]:
        """What the references on each page name."""
        found: dict[str, list[str]] = self.data["targets"]
        return found

    def note(self, page: str, target: str) -> None:
        """Note a reference, which may lead elsewhere when another page changes."""
        self.targets.setdefault(page, []).append(target)

    def stale(self) -> Iterator[str]:
        """Yield the pages of which a reference leads elsewhere than when they were written."""
        before: dict[str, list[Place | None]] = self.data["led"]
        after = {
            page: [self._place(page, target) for target in targets]
            for page, targets in self.targets.items()
        }
        yield from (page for page in after if before.get(page) != after[page])
        self.data["led"] = after

    def target(
        self, document: document, model: str, path: str, name: str, *, is_full: bool = False
    ) -> list[nodes.Node]:
        """Return what references to a layer lead to, if it has a name that could be referred to."""
        if not path.strip():
            return []
        term = f"{model}-{path}{'-in-full' * is_full}"
        node_id = make_id(self.env, document, NAME, term)
        made = nodes.target("", "", ids=[node_id])
        document.note_explicit_target(made)
        page = self.env.current_document.docname
        place = Place(model, path, name, page, node_id, is_full)
        self.places.setdefault(page, []).append(place)
        return [made]

    def clear_doc(self, docname: str) -> None:
        """Forget what was on a page."""
        self.places.pop(docname, None)
        self.targets.pop(docname, None)
        self.data[FILES].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read."""
        for name in ("places", "targets", FILES):
            for page in docnames & otherdata[name].keys():
                self.data[name][page] = otherdata[name][page]

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Return the reference; None where there is no such layer, or several."""
        place = self._place(node.get("refdoc", fromdocname), target)
        if place is None:
            return None
        title = visible(place.path)
        return make_refnode(builder, fromdocname, place.page, place.node_id, contnode, title)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Return the reference to a layer of a model that is named; a name alone is any."""
        if BETWEEN not in target:
            return []
        made = self.resolve_xref(env, fromdocname, builder, LAYER, target, node, contnode)
        return [(f"{NAME}:{LAYER}", made)] if made is not None else []

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Yield every layer, for the search and for other projects that refer to it."""
        for place in dict.fromkeys(self._all()):
            name = f"{visible(place.model)}{BETWEEN}{named(place.path)}"
            yield name, named(place.path), LAYER, place.page, place.node_id, 1

    def _all(self) -> Iterator[Place]:
        """Yield all places in an order that does not change with the order of reading."""
        for page in sorted(self.places):
            yield from self.places[page]

    def _place(self, page: str, target: str) -> Place | None:
        """Return where a reference leads; None where there is no such layer, or several."""
        found = self._found(page, target)
        if len({(each.model, each.path) for each in found}) != 1:
            return None
        return min(found, key=lambda each: (each.page != page, not each.is_full))

    def _found(self, page: str, target: str) -> list[Place]:
        """Return the places of a layer: on the page itself, or else on any; by its path first."""
        model, _, layer = target.rpartition(BETWEEN)
        key = key_of(self.env, model, page) if model else ""
        found = [each for each in self._all() if each.fits(key, layer)]
        here = [each for each in found if each.page == page] or found
        return [each for each in here if each.path == layer] or here

    def problem(self, page: str, target: str) -> str:
        """Say why a reference leads nowhere, and what to do about it."""
        model, _, layer = target.rpartition(BETWEEN)
        found = dict.fromkeys(each.whole for each in self._found(page, target))
        if found:
            return f"several layers are named {shown(layer)}: write one of {listed(found)}"
        key = key_of(self.env, model, page) if model else ""
        known = [each for each in self._all() if key in ("", each.model)]
        if not known:
            what = f"no report of {shown(key)}" if key else "no report"
            return f"{what} is on any page: put `.. rnnscope:: {model or 'model.keras'}` on one"
        paths = dict.fromkeys(each.path for each in known)
        close = near(layer, paths)
        hint = f"{there_are(len(paths))} {listed(paths)}"
        hint = f"did you mean {close[0]}?" if close else hint
        return f"no report shows a layer {shown(layer)}; {hint}"


def domain_of(env: BuildEnvironment) -> RnnscopeDomain:
    """Return the domain as an environment has it."""
    return cast("RnnscopeDomain", env.domains[NAME])


def rewritten(_: object, env: BuildEnvironment) -> list[str]:
    """Name the pages to be written anew since what they refer to is elsewhere, or is gone."""
    return list(domain_of(env).stale())


def say_missing(_: object, domain: Domain | None, node: pending_xref) -> bool | None:
    """Warn of a reference that leads nowhere in words of ours, in the place of Sphinx's."""
    if not isinstance(domain, RnnscopeDomain):
        return None
    words = visible(domain.problem(node["refdoc"], node["reftarget"]))
    _logger.warning("%s", words, location=node, type=NAME, subtype=LAYER)
    return True
