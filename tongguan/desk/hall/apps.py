from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "tongguan.desk.hall"
