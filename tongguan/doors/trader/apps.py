from django.apps import AppConfig


class TraderConfig(AppConfig):
    name = "tongguan.doors.trader"
