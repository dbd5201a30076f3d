"""The addresses of supervision documents, ledger numbers and inspection certificates."""

from django.urls import path

from tongguan.doors.officer.certificates import views

app_name = "certificates"
urlpatterns = [
    path("", views.find, name="find"),
    path("new/", views.enter, name="new"),
    path("correct/", views.correct, name="correct"),
    path("revoke/", views.revoke, name="revoke"),
    path("<str:code>/<path:number>/", views.certificate, name="one"),
]
