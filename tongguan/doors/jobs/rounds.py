"""How a job that goes on for ever makes its rounds, and ends in order when it is asked to."""

import signal
from collections.abc import Callable
from threading import Event
from typing import Any


def rounds(work: Callable[[], int], *, once: bool, pause: float = 2.0) -> int:
    """Calls `work` again and again, at once while it finds something to do (it says how much), else after a
    pause in seconds, until the process is asked to end; the round that is under way is finished. `once`:
    until there is nothing left to do. Returns how much was done."""
    ended, done = Event(), 0

    def end(*_: Any) -> None:
        ended.set()

    before = [(which, signal.signal(which, end)) for which in (signal.SIGTERM, signal.SIGINT)]
    try:
        while not ended.is_set():
            found = work()
            done += found
            if not found:
                if once:
                    break
                ended.wait(pause)
    finally:
        for which, handler in before:
            signal.signal(which, handler)
    return done
