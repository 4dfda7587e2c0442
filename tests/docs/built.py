"""A site as files: the links of its pages, where they lead, and what its pages would load."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADING = {
    "link": "href",
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
    "embed": "src",
    "use": "href",
    "image": "href",
}
_OTHER_RELATIONS = {"canonical", "next", "prev", "index", "search", "author", "license"}
_IN_STYLE = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


@dataclass(slots=True)
class Page(HTMLParser):
    """What is read of a page: its anchors, its links, and what is loaded with it."""

    place: Path
    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    is_style: bool = False

    def __post_init__(self) -> None:
        """Read the page."""
        HTMLParser.__init__(self)
        self.feed(self.place.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag is called and where it leads."""
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        self.is_style = tag == "style"
        self.loaded += styled(given.get("style", ""))
        where = given.get(_LOADING.get(tag, ""), given.get("xlink:href"))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif where and not set(given.get("rel", "").split()) & _OTHER_RELATIONS:
            self.loaded.append(where)
        self.loaded += [part.split()[0] for part in given.get("srcset", "").split(",") if part]

    def handle_data(self, data: str) -> None:
        """Note what a style would load."""
        self.loaded += styled(data) if self.is_style else []

    def handle_endtag(self, _: str) -> None:
        """Leave a style."""
        self.is_style = False


def styled(text: str) -> list[str]:
    """Return what a style sheet would load."""
    return [one or other for one, other in _IN_STYLE.findall(text)]


@cache
def page(place: Path) -> Page:
    """Return a page, read once."""
    return Page(place)


def pages(site: Path) -> Iterator[Page]:
    """Yield all pages of a site."""
    yield from map(page, sorted(site.rglob("*.html")))


def is_elsewhere(link: str) -> bool:
    """Tell whether a link leads out of the site."""
    return bool(urlsplit(link).scheme or urlsplit(link).netloc)


def broken(site: Path, at: Page, link: str) -> bool:
    """Tell whether a link leads to no file of the site, or to no anchor of it."""
    parts = urlsplit(link)
    place = (at.place.parent / unquote(parts.path)).resolve() if parts.path else at.place
    if not (place.is_relative_to(site.resolve()) and place.is_file()):
        return True
    anchor = unquote(parts.fragment)
    leads_to_state = "=" in anchor  # of a page whose sizes can be moved
    if not anchor or place.suffix != ".html" or leads_to_state:
        return False
    return anchor not in page(place).anchors
