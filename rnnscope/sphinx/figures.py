"""Pictures of a model or of one layer, as figures; their files are copied as any image is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from rnnscope.renderers import Options
from rnnscope.sphinx.kept import kept
from rnnscope.sphinx.texts import paragraph
from rnnscope.wording import cut

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from rnnscope.report.report import Report

PICTURE = "rnnscope-picture"
_SVG, _SUFFIX = "image/svg+xml", ".svg"
_DARK = "dark-light"  # of a picture that is dark itself, which themes are not to darken
_WORDS = 600  # characters that are read out in the place of a picture


def figure(
    env: BuildEnvironment, report: Report, options: Options, caption: list[nodes.Node]
) -> nodes.figure:
    """Draw one kind of pictures into a file, and return the figure that shows it.

    Raises:
        NoPictureError: there is nothing of which such a picture could be drawn.

    """
    from rnnscope.renderers.svg import laid_out, written

    made = laid_out(report, options)
    name = "-".join(filter(None, (report.name, options.layer, options.picture)))
    words = cut(": ".join(filter(None, (made.title, made.description))), _WORDS)
    place = kept(env, name, _SUFFIX, written(made))
    image = nodes.image(uri=place, alt=words, classes=[PICTURE, _DARK])
    inside: list[nodes.Node] = [image]
    if caption:
        inside.append(nodes.caption("", "", *caption))
    return nodes.figure("", *inside)


def in_words(app: Sphinx, doctree: nodes.document, _page: str) -> None:
    """Put the words of a picture in its place where the output takes no SVG.

    What turns SVG into something else, as `sphinxcontrib.rsvgconverter` does, comes before.
    """
    if _SVG in app.builder.supported_image_types:
        return
    for image in list(doctree.findall(nodes.image)):
        if PICTURE in image["classes"] and image["uri"].endswith(_SUFFIX):
            image.replace_self(paragraph(image["alt"]))
