"""The one style sheet has no rule for what no page shows."""

import re
from pathlib import Path

DOORS = Path(__file__).parents[2] / "tongguan"
OF_HTMX = {"htmx-request"}


def test_every_class_of_the_style_is_worn_somewhere() -> None:
    style = re.sub(
        r"/\*.*?\*/", "", (DOORS / "doors/look/static/look/style.css").read_text("utf-8"), flags=re.S
    )
    named = {
        name for rule in re.findall(r"([^{}]+)\{", style) for name in re.findall(r"\.([a-z][\w-]*)", rule)
    }
    wearers = [path for kind in ("html", "js", "py") for path in DOORS.rglob(f"*.{kind}")]
    worn = set(re.findall(r"[a-z][\w-]*", "\n".join(path.read_text("utf-8") for path in wearers)))
    made = {f"state-{word}" for word in ("late", "soon")}  # the templates put these together
    assert len(named) > 100
    assert not named - worn - made - OF_HTMX
