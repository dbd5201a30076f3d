from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "tongguan.doors.api"
