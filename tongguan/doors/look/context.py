"""What every template may ask for."""

from django.conf import settings
from django.http import HttpRequest

WORDS = {
    "demo": (
        "Demonstration. Every firm, person, ship and container is invented; the clock is its own.",
        "演示系统。所有企业、人员、船舶和集装箱均为虚构，时钟独立运行。",
    ),
}
"""What stands above the pages of a system whose data is not real."""


def mode(request: HttpRequest) -> dict[str, object]:
    return {"mode_words": WORDS.get(settings.MODE)}
