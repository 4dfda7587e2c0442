"""TOML that may come from anybody, read by Python's own parser; what that stumbles over is said."""

from __future__ import annotations

from typing import Any


def read(text: str) -> dict[str, Any]:
    """Read the text of a file.

    Raises:
        ValueError: it is no TOML, or more than the parser can take; the message says why.

    """
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"it is no TOML: {error}") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except ValueError:  # all else that it lets Python read are whole numbers
        raise ValueError("it has a whole number of thousands of digits") from None
