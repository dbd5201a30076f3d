"""The addresses of notices and of the enterprise's settings."""

from django.urls import path

from tongguan.doors.trader.notices import settings, views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/bell/", views.bell, name="bell"),
    path("notices/<str:token>/", views.follow, name="notice"),
    path("settings/", settings.chosen, name="settings"),
    path("settings/webhook/", settings.webhook, name="webhook"),
    path("settings/deliveries/", settings.deliveries, name="deliveries"),
    path("settings/deliveries/<str:token>/replay/", settings.replay, name="replay"),
]
