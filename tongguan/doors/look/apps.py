from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "tongguan.doors.look"
