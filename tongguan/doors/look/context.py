"""What every template may ask for."""

from django.conf import settings
from django.http import HttpRequest

WORDS = {
    "demo": (
        "Demonstration. Every firm, person, ship and container is invented; the clock is its own.",
        "演示系统。所有企业、人员、船舶和集装箱均为虚构，时钟独立运行。",
    ),
    "practice": (
        "Practice. These are masked copies: nothing done here reaches anybody or counts for anything.",
        "练习系统。数据为脱敏副本，在此办理的一切业务均不产生实际效力。",
    ),
}
"""What stands above the pages of a system whose data is not real."""


def mode(request: HttpRequest) -> dict[str, object]:
    return {"mode_words": WORDS.get(settings.MODE)}
