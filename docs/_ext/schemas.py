"""The JSON Schemas of rnnscope as a page: `{json-schema} MODULE/FILE` has a table for each object.

What a field means stands in the schema itself, where the tests hold it against what is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

import rnnscope

PACKAGE = Path(rnnscope.__file__).parent
Schema = Mapping[str, Any]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Know the directive."""
    app.add_directive("json-schema", JsonSchema)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class JsonSchema(SphinxDirective):
    """A section for each definition of a schema that has a meaning of its own."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the sections; a definition can be referred to by its name behind the file's."""
        path = PACKAGE / self.arguments[0]
        self.env.note_dependency(str(path))
        schema = json.loads(path.read_text(encoding="utf-8"))
        stem = path.name.partition(".")[0]
        found: list[nodes.Node] = [said(schema)]
        if "properties" in schema:
            found.append(table(schema, stem))
        for name, each in schema["$defs"].items():
            section = nodes.section(ids=[f"{stem}-{name}"], names=[f"{stem} {name}"])
            section += nodes.title("", "", nodes.literal("", name))
            section += list(defined(each, stem))
            self.state.document.note_explicit_target(section)
            found.append(section)
        return found


def defined(schema: Schema, stem: str) -> Iterator[nodes.Node]:
    """Yield what a definition says: words, and its fields or its type."""
    if "description" in schema:
        yield said(schema)
    if fields(schema):
        yield table(schema, stem)
    else:
        yield nodes.paragraph("", "", *kind(schema, stem))


def fields(schema: Schema) -> dict[str, Schema]:
    """Return the fields of an object, also of one that is put together."""
    found = dict(schema.get("properties", {}))
    for part in (*schema.get("allOf", ()), *schema.get("oneOf", ())):
        found |= part.get("properties", {})
    return found


def said(schema: Schema) -> nodes.paragraph:
    """Return the words of a schema."""
    return nodes.paragraph("", schema.get("description", ""))


def table(schema: Schema, stem: str) -> nodes.table:
    """Return a table of the fields: name, type, meaning."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in (2, 3, 5)), cols=3)
    heads = [row(*([nodes.Text(word)] for word in ("field", "type", "")))]
    group += nodes.thead("", *heads)
    group += nodes.tbody("", *(_field(n, s, stem) for n, s in fields(schema).items()))
    return nodes.table("", group)


def _field(name: str, schema: Schema, stem: str) -> nodes.row:
    words = [nodes.Text(schema.get("description", ""))]
    return row([nodes.literal("", name)], list(kind(schema, stem)), words)


def row(*cells: Sequence[nodes.Node]) -> nodes.row:
    """Return a row of a table."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *each)) for each in cells))


def kind(schema: Schema, stem: str) -> Iterator[nodes.Node]:
    """Yield what a value is, in the words of JSON, with links to what is defined."""
    choices = next((schema[key] for key in ("anyOf", "oneOf", "allOf") if key in schema), None)
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield nodes.reference(
            "", "", nodes.literal("", name), refid=f"{stem}-{name}", internal=True
        )
    elif choices is not None:
        for number, each in enumerate(choices):
            yield nodes.Text(" or " if number and "allOf" not in schema else " " if number else "")
            yield from kind(each, stem)
    elif "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        yield nodes.Text(", ".join(json.dumps(value) for value in values))
    elif "items" in schema and schema["items"] is not False:
        yield nodes.Text("array of ")
        yield from kind(schema["items"], stem)
    elif isinstance(schema.get("additionalProperties"), Mapping):
        yield nodes.Text("object, each value ")
        yield from kind(schema["additionalProperties"], stem)
    else:
        given = schema.get("type", "any value")
        yield nodes.Text(given if isinstance(given, str) else " or ".join(given))
