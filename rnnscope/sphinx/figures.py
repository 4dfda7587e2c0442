"""Pictures of a model or of one layer, as figures; their files are copied as any image is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from rnnscope.renderers import Options
from rnnscope.sphinx.kept import kept
from rnnscope.sphinx.texts import paragraph
from rnnscope.wording import cut

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from rnnscope.report.report import Report

PICTURE = "rnnscope-picture"
_SVG, _SUFFIX = "image/svg+xml", ".svg"
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
    image = nodes.image(uri=place, alt=words, classes=[PICTURE])
    inside: list[nodes.Node] = [image]
    if caption:
        inside.append(nodes.caption("", "", *caption))
    return nodes.figure("", *inside)


class InWords(SphinxPostTransform):
    """Puts the words of a picture in its place where the output takes no SVG.

    What turns SVG into something else, as `sphinxcontrib.rsvgconverter` does, comes before it.
    """

    default_priority: ClassVar[int] = 900

    def run(self, **_: Any) -> None:
        """Replace the pictures of one page."""
        taken = self.env._app.builder.supported_image_types  # as Sphinx's own transforms ask
        for image in list(self.document.findall(nodes.image)):
            is_ours = PICTURE in image["classes"] and image["uri"].endswith(_SUFFIX)
            if is_ours and _SVG not in taken:
                image.replace_self(paragraph(image["alt"]))
