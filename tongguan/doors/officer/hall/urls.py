"""The addresses of the hall."""

from django.urls import path

from tongguan.doors.officer.hall import views

app_name = "hall"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("live/", views.live, name="live"),
    path("number/", views.number, name="number"),
    path("next/", views.call, name="next"),
    path("visits/<int:pk>/", views.change, name="visit"),
    path("draft/", views.draft, name="draft"),
]
