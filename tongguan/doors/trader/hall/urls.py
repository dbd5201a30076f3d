"""The addresses of numbers and appointments."""

from django.urls import path

from tongguan.doors.trader.hall import views

urlpatterns = [
    path("hall/", views.hall, name="hall"),
    path("hall/live/", views.live, name="hall_live"),
    path("hall/take/", views.take, name="hall_take"),
    path("hall/bay/", views.bay, name="hall_bay"),
    path("hall/visits/<int:pk>/", views.change, name="hall_visit"),
]
