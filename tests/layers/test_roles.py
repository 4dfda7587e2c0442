"""Our formulas say what a weight is for in words that are kept in one place."""

from __future__ import annotations

import pytest

from rnnscope.catalogue import entry, known_layers
from rnnscope.layers import Role
from tests.files import ROOT

pytestmark = pytest.mark.quick


def test_every_weight_of_our_formulas_has_a_role_of_the_list() -> None:
    names = [name for name, _ in known_layers() if not name.startswith("ops.")]
    rows = [row for name in names for row in entry(name).walk()]
    roles = {weight.role for row in rows for weight in row.weights}
    assert len(roles) > 20
    assert {role for role in roles if not isinstance(role, Role)} == set()


def test_every_role_of_the_list_is_that_of_some_weight() -> None:
    modules = (ROOT / "rnnscope/layers").rglob("*.py")
    text = "\n".join(path.read_text("utf-8") for path in modules)
    assert [role.name for role in Role if f"Role.{role.name}" not in text] == []
