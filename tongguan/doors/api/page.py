"""The page for whoever writes programs: every operation, scope and problem, in both languages."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from tongguan.desk.people.keys import SCOPES
from tongguan.doors.api.document import PREFIX
from tongguan.doors.api.operations import COMMON, OPERATIONS
from tongguan.doors.api.problems import KINDS
from tongguan.doors.look.access import ANYONE, may
from tongguan.doors.look.asked import Asked

TAGS = {
    "Declarations": "报关单",
    "Changes": "变更",
    "Charges": "税费",
    "Inspections": "查验",
    "Documents": "单证",
    "Events": "事件",
    "Webhooks": "推送",
    "Reference data": "参数数据",
}


@may(ANYONE)
def page(request: Asked) -> HttpResponse:
    """What programs can ask for."""
    groups = [{"en": tag, "zh": zh, "operations": [*_operations(tag)]} for tag, zh in TAGS.items()]
    told = {
        "groups": groups,
        "scopes": [(scope, *words) for scope, words in SCOPES.items()],
        "problems": KINDS,
        "document": f"{PREFIX}/openapi.json",
        "prefix": PREFIX,
        "common": sorted(COMMON),
        "limit": settings.CALLS_A_MINUTE,
    }
    return render(request, "api/page.html", told)


def _operations(tag: str) -> Iterator[dict[str, Any]]:
    for at, methods in OPERATIONS.items():
        for method, said in sorted(methods.items()):
            if said.tag == tag:
                en, zh = said.summary
                own = [code for code in said.statuses if code not in COMMON]
                yield {"method": method, "path": at, "en": en, "zh": zh, "said": said, "own": own}


urlpatterns = [path("", page, name="page")]
