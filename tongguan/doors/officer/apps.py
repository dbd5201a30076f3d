from django.apps import AppConfig


class OfficerConfig(AppConfig):
    name = "tongguan.doors.officer"
