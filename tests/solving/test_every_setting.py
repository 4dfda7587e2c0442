from __future__ import annotations

import pytest

from tests.solving.every_setting import checked
from tests.solving.settings import SPACES

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("class_name", SPACES)
def test_no_verdict_is_false(class_name: str) -> None:
    for where, told, found in checked(class_name, 1, 0):
        assert not found, f"{where}: {told}"
