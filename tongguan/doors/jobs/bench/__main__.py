"""One measurement in a process and a database of its own: `python -m tongguan.doors.jobs.bench storing
"SQLite on disk" full` prints its figures as JSON. `tongguan bench` starts these."""

import json
import sys

import django


def main(what: str, where: str, effort: str) -> None:
    django.setup()
    from tongguan.doors.jobs.bench import growth, messages, reckoning, storing, twins, windows
    from tongguan.doors.jobs.bench.figures import EFFORTS

    if what == "peak":
        found: object = growth.peak(int(where))
    elif what == "storing":
        found = [figure.plain() for figure in storing.figures(where, EFFORTS[effort])]
    elif what == "twins":
        found = [figure.plain() for figure in twins.figures(where, EFFORTS[effort])]
    elif what == "windows":
        found = [figure.plain() for figure in windows.figures(int(where), EFFORTS[effort])]
    else:
        room = {"reckoning": reckoning, "messages": messages, "growth": growth}[what]
        found = [figure.plain() for figure in room.figures(EFFORTS[effort])]
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
