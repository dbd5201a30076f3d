from django.apps import AppConfig


class RulebooksConfig(AppConfig):
    name = "tongguan.desk.rulebooks"
    default_auto_field = "django.db.models.BigAutoField"
