"""When a state's clock next rings."""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongguan.desk.dossiers.act import Act


def due(act: "Act", clock: str) -> datetime | None:
    return None
