"""The addresses of inspections where the goods are."""

from django.urls import path

from tongguan.doors.officer.inspection import views

app_name = "inspection"
VISIT = "<str:reference>/<slug:track>/<int:number>"
urlpatterns = [
    path("", views.today, name="today"),
    path("worker.js", views.worker, name="worker"),
    path("present/", views.present, name="present"),
    path("photo/<str:reference>/<int:number>/", views.photo, name="photo"),
    path("shown/<str:reference>/<int:number>/", views.shown_photo, name="shown"),
    path(f"{VISIT}/", views.visit, name="visit"),
]
