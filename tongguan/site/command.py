"""Django's command line under our name: `tongguan lodge`, `tongguan migrate`, `tongguan help`.

What a user can mend is told in one line and ends with exit code 1; what is our own mistake keeps its
traceback, and `--traceback` shows that of the others too.
"""

import os
import sys
from contextlib import suppress
from io import TextIOWrapper, UnsupportedOperation

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError, OperationalError, ProgrammingError

INTERRUPTED = 130


def main() -> None:
    _speak()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.site.settings")
    try:
        _ = settings.INSTALLED_APPS  # without settings Django would go on, and fail later with less to say
    except (ImproperlyConfigured, ValueError, OSError) as wrong:
        sys.exit(f"tongguan: {wrong}\nTo try it out: export TONGGUAN_MODE=demo")
    try:
        try:
            execute_from_command_line(["tongguan", *sys.argv[1:]])
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read our lines has read enough
        _fall_silent()
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except (ImproperlyConfigured, DatabaseError, OSError, LookupError, UnicodeEncodeError) as wrong:
        sentence = told(wrong)
        if isinstance(wrong, OSError) and wrong.filename is None:  # our own lines may find no place
            _fall_silent()
        if not sentence or "--traceback" in sys.argv:
            raise
        sys.exit(f"tongguan: {sentence}")


def _speak() -> None:
    """What we say reaches any terminal: signs that it has not are spelled out."""
    if sys.stdout is None or sys.stderr is None:  # the next file that is opened would take our lines
        sys.exit("tongguan: there must be a standard output, and one for errors")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _fall_silent() -> None:
    """What is left of our lines goes nowhere."""
    with suppress(UnsupportedOperation):  # what stands for it in a test is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def told(wrong: Exception) -> str:
    """What a user can mend, in one line; "" for what is a mistake of ours."""
    match wrong:
        case OperationalError() | ProgrammingError() if _lacks_tables(str(wrong)):
            return "the database has no tables yet, or those of an older version; run: tongguan migrate"
        case OperationalError():
            return f"the database does not serve: {' '.join(str(wrong).split())}"
        case OSError(filename=str() | bytes() as name, strerror=str() as why):
            return f"{os.fsdecode(name)}: {why}"
        case OSError(strerror=str() as why):
            return why
        case UnicodeEncodeError() if any(not _is_text(one) for one in sys.argv):
            return "an argument is not text in UTF-8"
        case ImproperlyConfigured():
            return str(wrong)
        case LookupError() if type(wrong) is LookupError:  # what a book or a table does not hold
            return str(wrong)
    return ""


def _is_text(argument: str) -> bool:
    return argument == argument.encode("utf-8", "replace").decode()


def _lacks_tables(said: str) -> bool:
    """As SQLite says it, and PostgreSQL."""
    return any(words in said for words in ("no such table", "no such column", " does not exist\n"))


if __name__ == "__main__":
    main()
