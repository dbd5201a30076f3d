"""Every address that is served."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
if settings.MODE == "demo":
    urlpatterns += [path("", include("tongguan.doors.officer.urls"))]
