"""Sites for the tests: pages with blocks, and the real programs that build them."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.docs.recipes import ran
from tests.files import MNIST, SENTIMENT

FENCES = """\
markdown_extensions:
  - pymdownx.superfences:
      custom_fences:
        - name: rnnscope
          class: rnnscope
          format: !!python/name:rnnscope.mkdocs.fence
"""
THEMES = {
    "mkdocs": "theme:\n  name: mkdocs\n  color_mode: auto\n",
    "material": """\
theme:
  name: material
  font: false
  palette:
    - media: "(prefers-color-scheme: light)"
      scheme: default
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
""",
}
GOOD = """\
---
title: Reports
---

# Reports

```rnnscope
../../models/mnist.keras
```

## A layer

> ```rnnscope
> ../../models/mnist.keras layer=simple_rnn
> ```

## Many columns

- in a list

    ```rnnscope
    ../../models/sentiment.keras depth=1
    columns=+percent,trainable,frozen,bytes,macs,numbers,stored,summary
    ```

## Why not

```rnnscope
../../models/mnist.keras why-not=21000 format=text
```

## Pictures

```rnnscope
../../models/mnist.keras layer=simple_rnn picture=weights
```

```rnnscope
../../models/mnist.keras picture=sizes
```

## To explore

```rnnscope
../../models/mnist.keras format=html
```
"""


def site(at: Path, theme: str, **pages: str) -> Path:
    """Write a project with two models; `pages` are below `docs/sub`, by their names."""
    (at / "models").mkdir(parents=True)
    shutil.copy(MNIST, at / "models" / "mnist.keras")
    shutil.copy(SENTIMENT, at / "models" / "sentiment.keras")
    settings = f"site_name: Models\nwatch:\n  - models\n{THEMES[theme]}{FENCES}"
    (at / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (at / "docs" / "sub").mkdir(parents=True)
    (at / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    for name, text in pages.items():
        (at / "docs" / "sub" / f"{name}.md").write_text(text, encoding="utf-8")
    return at


def built(at: Path, builder: str, *options: str, code: int = 0) -> str:
    """Build a site and return what was said; `code` is how that has to end."""
    return ran(builder, "build", *options, at=at, code=code, NO_MKDOCS_2_WARNING="1")


def page(at: Path, name: str) -> Path:
    """Return where a page of `docs/sub` is in a site that was built."""
    return at / "site" / "sub" / name / "index.html"
