"""The addresses that every door has: the way in, the language, the hat."""

from django.urls import path

from tongguan.doors.look import views

app_name = "look"
urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("welcome/", views.welcome, name="welcome"),
    path("language/", views.language, name="language"),
    path("hat/", views.hat, name="hat"),
]
