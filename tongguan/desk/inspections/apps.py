from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "tongguan.desk.inspections"
