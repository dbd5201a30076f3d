"""Django's command line under our name: `tongguan lodge`, `tongguan migrate`, `tongguan help`.

What a user can mend is told in one line and ends with exit code 1; what is our own mistake keeps its
traceback, and `--traceback` shows that of the others too.
"""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError, OperationalError, ProgrammingError

INTERRUPTED = 130


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.site.settings")
    try:
        _ = settings.INSTALLED_APPS  # without settings Django would go on, and fail later with less to say
    except (ImproperlyConfigured, ValueError, OSError) as wrong:
        sys.exit(f"tongguan: {wrong}\nTo try it out: export TONGGUAN_MODE=demo")
    try:
        execute_from_command_line(["tongguan", *sys.argv[1:]])
    except BrokenPipeError:  # whoever read our lines has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except (ImproperlyConfigured, DatabaseError, OSError, LookupError) as wrong:
        sentence = told(wrong)
        if not sentence or "--traceback" in sys.argv:
            raise
        sys.exit(f"tongguan: {sentence}")


def told(wrong: Exception) -> str:
    """What a user can mend, in one line; "" for what is a mistake of ours."""
    match wrong:
        case OperationalError() | ProgrammingError() if _lacks_tables(str(wrong)):
            return "the database has no tables yet, or those of an older version; run: tongguan migrate"
        case OperationalError():
            return f"the database does not serve: {' '.join(str(wrong).split())}"
        case OSError(filename=str() | bytes() as name, strerror=str() as why):
            return f"{os.fsdecode(name)}: {why}"
        case ImproperlyConfigured():
            return str(wrong)
        case LookupError() if type(wrong) is LookupError:  # what a book or a table does not hold
            return str(wrong)
    return ""


def _lacks_tables(said: str) -> bool:
    """As SQLite says it, and PostgreSQL."""
    return any(words in said for words in ("no such table", "no such column", " does not exist\n"))


if __name__ == "__main__":
    main()
