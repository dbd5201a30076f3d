"""The addresses of the counters: the worklist, the case page and what is done there, the search."""

from django.urls import path

from tongguan.doors.officer.authority import views as authority
from tongguan.doors.officer.cases import views as cases
from tongguan.doors.officer.work import search
from tongguan.doors.officer.work import views as work

app_name = "officer"
urlpatterns = [
    path("work/", work.worklist, name="worklist"),
    path("work/next/", work.take_next, name="next"),
    path("work/claim/<str:reference>/", work.claim, name="claim"),
    path("authority/", authority.awaiting, name="authority"),
    path("search/", search.search, name="search"),
    path("cases/<str:reference>/", cases.case, name="case"),
    path("cases/<str:reference>/history/", cases.history, name="history"),
    path("cases/<str:reference>/<slug:step>/", cases.step, name="step"),
]
