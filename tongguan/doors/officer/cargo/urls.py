"""The addresses of those who carry goods and keep them."""

from django.urls import path

from tongguan.doors.officer.cargo import views

app_name = "cargo"
urlpatterns = [
    path("", views.reports, name="reports"),
    path("manifest/", views.manifest, name="manifest"),
]
