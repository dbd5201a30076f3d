"""Django's command line under our name: `tongguan lodge`, `tongguan migrate`, `tongguan help`."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.site.settings")
    try:
        _ = settings.INSTALLED_APPS  # without settings Django would go on, and fail later with less to say
        execute_from_command_line(["tongguan", *sys.argv[1:]])
    except ImproperlyConfigured as wrong:
        sys.exit(f"tongguan: {wrong}\nTo try it out: export TONGGUAN_MODE=demo")
    except BrokenPipeError:  # whoever read our lines has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
