"""Django's command line under our name: `tongguan lodge`, `tongguan migrate`, `tongguan help`."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.site.settings")
    try:
        execute_from_command_line(["tongguan", *sys.argv[1:]])
    except BrokenPipeError:  # whoever read our lines has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
