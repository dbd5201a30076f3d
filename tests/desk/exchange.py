"""Two exchange rates, and two people who publish them as jurisdiction xx."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tongguan.desk.rulebooks import actions

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LI, WANG = "li.na", "wang.wei"
HEAD = "key,valid_from,rate,per,end,source,verified"
USD = "USD,2018-10-01,6.8569,1,,People's Bank of China,yes"
EUR = "EUR,2018-10-01,8.0057,1,,People's Bank of China,yes"

Publish = Callable[..., actions.Published]


def publisher(folder: Path) -> Publish:
    """Publishes the given lines of table exchange_rate, and whatever else is in the folder."""

    def publish(
        *lines: str, by: str = LI, approved_by: str = WANG, whole: bool = False, trial: bool = False
    ) -> actions.Published:
        (folder / "exchange_rate.csv").write_text("\n".join((HEAD, *lines)), encoding="utf-8")
        return actions.publish(
            folder=folder, jurisdiction="xx", by=by, approved_by=approved_by, at=AT, whole=whole, trial=trial
        )

    return publish
