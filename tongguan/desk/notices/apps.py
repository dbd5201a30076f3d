from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "tongguan.desk.notices"
