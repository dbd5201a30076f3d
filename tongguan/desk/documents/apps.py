from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "tongguan.desk.documents"
