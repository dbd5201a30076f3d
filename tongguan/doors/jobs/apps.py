from django.apps import AppConfig
from django.core.checks import register


class JobsConfig(AppConfig):
    name = "tongguan.doors.jobs"

    def ready(self) -> None:
        from tongguan.doors.jobs import installed

        for check in installed.CHECKS:
            register(check, deploy=True)
