from django.apps import AppConfig


class CargoConfig(AppConfig):
    name = "tongguan.desk.cargo"
