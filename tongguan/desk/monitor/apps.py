from django.apps import AppConfig


class MonitorConfig(AppConfig):
    name = "tongguan.desk.monitor"
    default_auto_field = "django.db.models.BigAutoField"
