"""What a port wants to see of a day, as tables for a terminal or plain lines for a file."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from tongguan.desk.declarations.models import Content, Judgement
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.inspections.models import Look
from tongguan.desk.monitor.queries import FIGURES, Figures, Report
from tongguan.law import flow_words
from tongguan.law.findings import Finding, errors
from tongguan.law.words import say

NAMES = {
    "overall": "overall",
    "acceptance_to_gate": "acceptance to gate",
    "in_customs_hands": "in customs' hands",
}
YARDSTICKS = {"import": "0.86", "export": "0.10"}
"""Hours for each declaration, first half of 2018, as one bonded zone published them, with 100% within 24
hours. What they ran from and to was not published."""
SHOWN = 12
LATE = "T001"
"""The finding that an import was lodged late."""


def hours(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds / 3600:.2f}"


def age(seconds: float) -> str:
    """`3 d 04 h`, `2 h 05 min`, `41 s`."""
    whole = int(seconds)
    if whole >= 86400:
        return f"{whole // 86400} d {whole // 3600 % 24:02} h"
    if whole >= 3600:
        return f"{whole // 3600} h {whole // 60 % 60:02} min"
    return f"{whole // 60} min {whole % 60:02} s" if whole >= 60 else f"{whole} s"


def _table(*columns: str, left: int = 1) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for place, name in enumerate(columns):
        table.add_column(name, justify="left" if place < left else "right", no_wrap=True)
    return table


def heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def refusals(refused: Mapping[str, Sequence[Finding]]) -> RenderableType:
    """How many lodgings were refused, and why: the codes, how often, what each says."""
    counts, first = Counter[str](), dict[str, Finding]()
    for findings in refused.values():
        wrong = errors(findings)
        counts.update({finding.code for finding in wrong})
        for finding in wrong:
            first.setdefault(finding.code, finding)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("code")
    table.add_column("lodgings", justify="right")
    table.add_column("for example")
    for code, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        arguments = first[code].arguments
        words = Text(say(code, arguments, "en"))
        words.append(f"\n{say(code, arguments, 'zh')}", style="dim")
        table.add_row(code, str(count), words)
    return table


def lanes() -> Counter[str]:
    """How many declarations stand in each lane now, by all that was ordered for them."""
    methods: dict[int, set[str]] = {
        one: set() for one in Judgement.objects.values_list("dossier_id", flat=True)
    }
    for dossier, method in Look.objects.values_list("dossier_id", "method"):
        methods[dossier].add(method)
    return Counter(
        "red" if found - {"documents"} else "yellow" if found else "green" for found in methods.values()
    )


def orders() -> RenderableType:
    """What was ordered: by lane, and by who looks and how."""
    counted = lanes()
    table = _table("lane", "declarations")
    for lane, words in (
        ("green", "green: nothing ordered"),
        ("yellow", "yellow: documents"),
        ("red", "red: the goods"),
    ):
        table.add_row(words, str(counted[lane]))
    looks = Counter(Look.objects.values_list("authority", "method"))
    what = _table("ordered", "times")
    for (authority, method), count in sorted(looks.items(), key=lambda pair: -pair[1]):
        what.add_row(f"{authority}, {method}", str(count))
    ended = ", ".join(f"{n} {flow_words.ending(end, 'en')}" for end, n in sorted(ends().items()))
    amended = Content.objects.filter(version__gt=1).values("dossier_id").distinct().count()
    late = sum(
        any(found["code"] == LATE for found in json.loads(result)["findings"])
        for result in Judgement.objects.filter(number=1).values_list("result", flat=True)
    )
    lines = (
        f"parts that came to another end: {ended or 'none'}",
        f"declarations amended: {amended}; lodged after the time that the law gives: {late}",
    )
    return Group(table, Text(""), what, Text(""), *map(Text, lines))


def times(reports: Iterable[Report]) -> RenderableType:
    """Mean, median and p90 of the three figures, beside the yardstick, and what they do not contain."""
    parts: list[RenderableType] = []
    for report in reports:
        whole = report.figures["overall"]
        table = _table(f"{report.kind}s: {whole.n} cleared", "mean", "median", "p90", "")
        for name in FIGURES:
            table.add_row(NAMES[name], *_cells(report.figures[name]), "h")
        for gate, figures in report.later.items():
            words = f"overall until {flow_words.gate(gate, 'en')} ({figures.n})"
            table.add_row(Text(words, style="dim"), *_cells(figures), "h")
        table.add_row(Text("yardstick", style="dim"), YARDSTICKS[report.kind], "", "", "h")
        within = "-" if whole.within_day is None else f"{whole.within_day:.1%}"
        parts += [table, Text(f"within 24 h: {within} (yardstick 100%)"), still_open(report), Text("")]
    return Group(*parts[:-1])


def _cells(figures: Figures) -> tuple[str, str, str]:
    return hours(figures.mean), hours(figures.median), hours(figures.p90)


def ends() -> Counter[str]:
    """How many parts (containers, or whole consignments) came to which end other than release."""
    found = Counter[str]()
    for parts in Dossier.objects.values_list("parts", flat=True):
        found.update(ended for _, ended, _ in json.loads(parts).values() if ended not in ("", "released"))
    return found


def still_open(report: Report) -> Text:
    """The declarations that no mean above contains."""
    found = report.open
    words = f"not in these figures: {found.running} still open"
    if found.running:
        words += f", {age(found.mean_age or 0)} old on average"
    words += f"; {found.awaited} whose goods are awaited"
    others = {fate: n for fate, n in report.fates.items() if fate not in ("cleared", "open", "unmeasured")}
    if others:
        words += "; " + ", ".join(f"{n} {flow_words.ending(fate, 'en')}" for fate, n in others.items())
    return Text(words)


def holders(reports: Iterable[Report]) -> RenderableType:
    """Who held the time of what was cleared, and in which stages."""
    table = _table("who held the time", "of", "hours", "share", left=2)
    for report in reports:
        total = sum(report.held.values()) or 1
        for words, seconds in _by_party(report):
            table.add_row(words, f"{report.kind}s", f"{seconds / 3600:,.1f}", f"{seconds / total:.1%}")
    stages = _table("the longest stages", "of", "hours", left=2)
    found = [(n, place, report.kind) for report in reports for place, n in report.stages.items()]
    for seconds, (_, track, state), kind in sorted(found, reverse=True)[:SHOWN]:
        words = (
            f"{flow_words.track(track, 'en')}: {flow_words.state(track, state, 'en')}"
            if track
            else flow_words.PREPARATION[0]
        )
        stages.add_row(words, f"{kind}s", f"{seconds / 3600:,.1f}")
    return Group(table, Text(""), stages)


def _by_party(report: Report) -> list[tuple[str, int]]:
    """Who held how many seconds, the most first; what a trader took before it lodged stands by itself."""
    found = Counter[str]()
    for (whose, track, _), seconds in report.stages.items():
        before = "" if track or whose != "trader" else f", {flow_words.PREPARATION[0]}"
        found[flow_words.whose(whose, "en") + before] += seconds
    return found.most_common()


def slow(reports: Iterable[Report]) -> RenderableType:
    """What took, or takes, more than a day; and everything that is still open."""
    found = [one for report in reports for one in report.slow]
    table = _table("over 24 hours", "time", "whose, mostly or now", "", left=1)
    for one in found[:SHOWN]:
        table.add_row(
            one.reference, age(one.seconds), flow_words.whose(one.whose, "en"), "open" if one.open else ""
        )
    if len(found) > SHOWN:
        table.add_row(f"and {len(found) - SHOWN} more", "", "", "")
    return table if found else Text("over 24 hours: nothing")


def waiting(still: Iterable[tuple[str, int | None, str]]) -> RenderableType:
    """What is still open, how old it is, and what it waits for."""
    still = list(still)
    if not still:
        return Text("still open: nothing")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("still open", no_wrap=True)
    table.add_column("age", justify="right", no_wrap=True)
    table.add_column("waits for")
    for reference, seconds, what in still:
        table.add_row(reference, "-" if seconds is None else age(seconds), what)
    return table


def console(plain: bool = False) -> Console:
    """Colours and a width of the terminal's own where there is a terminal; else plain lines."""
    found = Console()
    if plain or not found.is_terminal:
        return Console(no_color=True, width=118, force_terminal=False, highlight=False)
    return Console(highlight=False)
