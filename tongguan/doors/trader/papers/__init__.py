"""Papers to print: the release note and the payment note, in both languages, as PDF.

The templates beside this file are set by typst, with a font that is installed with the program, so that
Chinese prints on any machine. What stands on a paper is handed over as data and never becomes markup.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent
FONTS = "noto_cjk_sans_otc"
"""The package that carries Noto Sans CJK (SIL Open Font License)."""


def printed(template: str, told: Mapping[str, Any]) -> bytes:
    """A paper as PDF. The same data give the same bytes."""
    source = str(FOLDER / f"{template}.typ")
    inputs = {"told": json.dumps(told, ensure_ascii=False)}
    made = typst.compile(
        source,
        root=str(FOLDER),
        font_paths=_fonts(),
        sys_inputs=inputs,
        format="pdf",
        timestamp=0,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """Ours alone: what else a machine has makes no difference."""
    folder = Path(str(resources.files(FONTS)))
    return typst.Fonts(font_paths=[folder], include_system_fonts=False, include_embedded_fonts=False)
