"""Our pointers in the terms of the WCO Data Model: which class, which of them, which data element."""

from itertools import takewhile

from tongguan.doors.codecs.wco_paths import Place, Step, WcoMap, model
from tongguan.law.drafting.paper import canonical

DECLARATION = "42A"


def sections(pointer: str, way: WcoMap | None) -> tuple[tuple[str, int | None, str], ...]:
    """A pointer of ours in the terms of the Data Model: the sections on the way down, the how-manieth each
    is where it repeats, and at the last the data element. What has no place there points at what is above
    it, at last at the declaration."""
    path = canonical(pointer[1:])
    numbers = [int(part) for part in pointer.split("/") if part.isdecimal()]
    while path and way is not None:
        found = _way(path, way)
        if found is not None:
            return _sections(*found, numbers)
        numbers = numbers[: path.rpartition("/")[0].count("*")]
        path = path.rpartition("/")[0]
    return ((DECLARATION, None, ""),)


def _way(path: str, way: WcoMap) -> tuple[tuple[Step, ...], dict[int, int]] | None:
    """The steps to a path, and which of them (by number) count with which star; None: it has no place."""
    places = way.places.get(path)
    if places:
        return places[0].steps, _counted(places[0])
    below = [place for other, (place, *_) in way.places.items() if other.startswith(path + "/")]
    if not below:
        return None
    columns = takewhile(
        lambda steps: len(set(steps)) == 1, zip(*(place.steps for place in below), strict=False)
    )
    common = tuple(steps[0] for steps in columns)
    depth = min(len(place.steps) for place in below) - 1
    return (common[:depth], _counted(below[0])) if common[:depth] else None


def _counted(place: Place) -> dict[int, int]:
    return {step: star for star, step in enumerate(place.lists) if step is not None}


def _sections(
    steps: tuple[Step, ...], counted: dict[int, int], numbers: list[int]
) -> tuple[tuple[str, int | None, str], ...]:
    found: list[tuple[str, int | None, str]] = [(DECLARATION, None, "")]
    above = "Declaration"
    for at, step in enumerate(steps):
        _, code = model().get(above, {}).get(step.name, (0, ""))
        star = counted.get(at)
        number = numbers[star] if star is not None and star < len(numbers) else None
        if not code or step.name not in model():
            section, sequence, _ = found[-1]
            found[-1] = (section, sequence, code)
            break
        found.append((code, number, ""))
        above = step.name
    return tuple(found)
