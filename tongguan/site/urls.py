"""Every address that is served."""

from django.urls import include, path

urlpatterns = [
    path("", include("tongguan.doors.look.urls")),
    path("account/", include("allauth.urls")),
    path("office/", include("tongguan.doors.officer.urls")),
    path("revenue/", include("tongguan.doors.officer.revenue.urls")),
    path("people/", include("tongguan.doors.people.urls")),
    path("certificates/", include("tongguan.doors.officer.certificates.urls")),
    path("hall/", include("tongguan.doors.officer.hall.urls")),
    path("inspection/", include("tongguan.doors.officer.inspection.urls")),
    path("cargo/", include("tongguan.doors.officer.cargo.urls")),
    path("rules/", include("tongguan.doors.officer.rules.urls")),
    path("board/", include("tongguan.doors.officer.board.urls")),
    path("api/", include("tongguan.doors.api.urls")),
    path("developers/", include("tongguan.doors.api.page")),
    path("trade/", include("tongguan.doors.trader.urls")),
]
handler400 = "tongguan.doors.api.outside.bad"
handler403 = "tongguan.doors.look.views.refused"
handler404 = "tongguan.doors.look.views.unknown"
handler429 = "tongguan.doors.look.views.too_often"  # allauth asks for it
handler500 = "tongguan.doors.api.outside.failed"
