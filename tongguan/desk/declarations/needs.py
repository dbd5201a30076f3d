"""What the goods of an amended declaration need before their release, and did not before, or need no more:
supervision documents, conformity assessment.

Source: Customs Law art. 24 (what is declared tells what is needed); GACC Decree 220 (amendment).
"""

from collections.abc import Mapping

from tongguan.desk.declarations import openings
from tongguan.desk.declarations.judgement import Books, Judged
from tongguan.desk.dossiers.act import Act
from tongguan.law.flow import Opening
from tongguan.law.kernel.case import SYSTEM, TrackKey

NO_MORE = {"licences": "need_no_licence", "conformity": "need_no_conformity"}
"""The tracks that a declaration has where its goods need them, and by which step they are needed no more."""
AGAIN, NOT_NEEDED = "need_conformity", "not_needed"


def proofs(judged: Judged, books: Books) -> dict[str, Opening]:
    """By track, how each proof that the goods need as they are declared now would open."""
    return {one[0]: one for one in openings.tracks(judged, books) if one[0] in NO_MORE}


def new(act: Act, wanted: Mapping[str, Opening]) -> tuple[Opening, ...]:
    """Those that the goods did not need before."""
    return tuple(one for name, one in wanted.items() if TrackKey(name) not in act.case.tracks)


def settle(act: Act, wanted: Mapping[str, Opening], *, cause: int) -> None:
    """Ends the tracks of what the goods need no more, and begins again what they once did not need; what was
    found conforming stays so. `cause` is the event of the amendment."""
    for name, step in NO_MORE.items():
        where = act.case.tracks.get(TrackKey(name))
        if where is None:
            continue
        if name not in wanted and where.state in act.flow.steps[step].source:
            act.take(step, actor=SYSTEM, cause=cause)
        elif name in wanted and where.state == NOT_NEEDED:
            # licences are taken along by the amendment itself
            office = wanted[name][3] if len(wanted[name]) > 3 else act.cover.office
            act.take(AGAIN, actor=SYSTEM, cause=cause, offices={name: office})
