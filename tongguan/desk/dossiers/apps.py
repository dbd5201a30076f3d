from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "tongguan.desk.dossiers"
