"""What a port wants to see of a day, as tables for a terminal or plain lines for a file."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from tongguan.desk.declarations.models import Content, Judgement
from tongguan.desk.dossiers.models import Dossier, Event
from tongguan.desk.inspections.models import Look
from tongguan.desk.monitor.queries import FIGURES, Figures, Report
from tongguan.doors.jobs.demo_day.summary_words import age, stage, word
from tongguan.law.findings import Finding, errors
from tongguan.law.kernel import flow_words, names
from tongguan.law.kernel.case import CYCLE_BEGUN
from tongguan.law.words import say

YARDSTICKS = {"import": "0.86", "export": "0.10"}
"""Hours for each declaration, first half of 2018, as one bonded zone published them, with 100% within 24
hours. What they ran from and to was not published."""
SHOWN = 12
LATE = "T001"
"""The finding that an import was lodged late."""


def hours(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds / 3600:.2f}"


def _table(*columns: str, left: int = 1) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for place, name in enumerate(columns):
        table.add_column(name, justify="left" if place < left else "right", no_wrap=True)
    return table


def heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def refusals(refused: Mapping[str, Sequence[Finding]], language: str = "en") -> RenderableType:
    """How many lodgings were refused, and why: the codes, how often, what each says, the reader's language
    before the other."""
    counts, first = Counter[str](), dict[str, Finding]()
    for findings in refused.values():
        wrong = errors(findings)
        counts.update({finding.code for finding in wrong})
        for finding in wrong:
            first.setdefault(finding.code, finding)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(word("code", language))
    table.add_column(word("lodgings", language), justify="right")
    table.add_column(word("example", language))
    for code, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        arguments = first[code].arguments
        words = Text(say(code, arguments, language))
        words.append(f"\n{say(code, arguments, 'en' if language == 'zh' else 'zh')}", style="dim")
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


def orders(language: str = "en") -> RenderableType:
    """What was ordered: by lane, and by who looks and how."""
    counted = lanes()
    table = _table(word("lane", language), word("declarations", language))
    for lane in ("green", "yellow", "red"):
        table.add_row(word(lane, language), str(counted[lane]))
    looks = Counter(Look.objects.values_list("authority", "method"))
    what = _table(word("ordered", language), word("times", language))
    chinese, comma = language == "zh", "，" if language == "zh" else ", "
    for (authority, method), count in sorted(looks.items(), key=lambda pair: (-pair[1], pair[0])):
        who = names.name(names.AUTHORITIES, authority)[chinese]
        what.add_row(f"{who}{comma}{names.name(names.METHODS, method)[chinese]}", str(count))
    return Group(table, Text(""), what, Text(""), *map(Text, _besides(language)))


def _besides(language: str) -> Iterable[str]:
    """What happened to some of the day's declarations besides clearance."""
    found = sorted(ends().items())
    if language == "zh":
        ended = "、".join(f"{flow_words.ending(end, language)}{n}" for end, n in found)
    else:
        ended = ", ".join(f"{n} {flow_words.ending(end, language)}" for end, n in found)
    yield word("ended", language, ends=ended or word("none", language))
    late = sum(
        any(found["code"] == LATE for found in json.loads(result)["findings"])
        for result in Judgement.objects.filter(number=1).values_list("result", flat=True)
    )
    amended = Content.objects.filter(version__gt=1).values("dossier_id").distinct().count()
    yield word("amended", language, amended=amended, late=late)
    happened = Counter(
        Event.objects.filter(name__in=(CYCLE_BEGUN, "accept_promise", "find_kept")).values_list(
            "name", flat=True
        )
    )
    yield word("withdrawn", language, count=happened[CYCLE_BEGUN])
    yield word("promised", language, count=happened["accept_promise"], kept=happened["find_kept"])


def times(reports: Iterable[Report], language: str = "en") -> RenderableType:
    """Mean, median and p90 of the three figures, beside the yardstick, and what they do not contain."""
    parts: list[RenderableType] = []
    for report in reports:
        whole = report.figures["overall"]
        kind = word(report.kind, language)
        if not whole.n:
            words = word("nothing_cleared", language, kind=kind)
            parts += [Text(words), still_open(report, language), Text("")]
            continue
        within = "-" if whole.within_day is None else f"{whole.within_day:.1%}"
        parts += [
            _figures(report, language),
            Text(word("within", language, share=within)),
            still_open(report, language),
            Text(""),
        ]
    return Group(*parts[:-1])


def _figures(report: Report, language: str) -> Table:
    whole, hour = report.figures["overall"], word("hour", language)
    title = word("cleared", language, kind=word(report.kind, language), count=whole.n)
    table = _table(title, *(word(name, language) for name in ("mean", "median", "p90")), "")
    for name in FIGURES:
        table.add_row(word(name, language), *_cells(report.figures[name]), hour)
    for gate, figures in report.later.items():
        words = word("until", language, gate=flow_words.gate(gate, language), count=figures.n)
        table.add_row(Text(words, style="dim"), *_cells(figures), hour)
    table.add_row(Text(word("yardstick", language), style="dim"), YARDSTICKS[report.kind], "", "", hour)
    return table


def _cells(figures: Figures) -> tuple[str, str, str]:
    return hours(figures.mean), hours(figures.median), hours(figures.p90)


def ends() -> Counter[str]:
    """How many parts (containers, or whole consignments) came to which end other than release."""
    found = Counter[str]()
    for parts in Dossier.objects.values_list("parts", flat=True):
        found.update(ended for _, ended, _ in json.loads(parts).values() if ended not in ("", "released"))
    return found


def still_open(report: Report, language: str = "en") -> Text:
    """The declarations that no mean above contains."""
    found = report.open
    words = word("left_out", language, running=found.running)
    if found.running:
        words += word("old", language, age=age(found.mean_age or 0, language))
    words += word("awaited", language, count=found.awaited)
    for fate, n in report.fates.items():
        if fate not in ("cleared", "open", "unmeasured"):
            end = flow_words.ending(fate, language)
            words += f"；{end}{n}票" if language == "zh" else f"; {n} {end}"
    return Text(words)


def holders(reports: Iterable[Report], language: str = "en") -> RenderableType | None:
    """Who held the time of what was cleared, and in which stages; None where nothing was cleared."""
    reports = [report for report in reports if report.stages]
    if not reports:
        return None
    said = [word(name, language) for name in ("holder", "of", "hours", "share")]
    table = _table(*said, left=2)
    for report in reports:
        total = sum(report.held.values()) or 1
        for words, seconds in _by_party(report, language):
            kind = word(report.kind, language)
            table.add_row(words, kind, f"{seconds / 3600:,.1f}", f"{seconds / total:.1%}")
    stages = _table(word("stages", language), *said[1:3], left=2)
    found = [(n, place, report.kind) for report in reports for place, n in report.stages.items()]
    for seconds, (_, track, state), kind in sorted(found, reverse=True)[:SHOWN]:
        stages.add_row(stage(track, state, language), word(kind, language), f"{seconds / 3600:,.1f}")
    return Group(table, Text(""), stages)


def _by_party(report: Report, language: str) -> list[tuple[str, int]]:
    """Who held how many seconds, the most first; what a trader took before it lodged stands by itself."""
    found = Counter[str]()
    comma = "，" if language == "zh" else ", "
    for (whose, track, _), seconds in report.stages.items():
        before = "" if track or whose != "trader" else f"{comma}{stage('', '', language)}"
        found[flow_words.whose(whose, language) + before] += seconds
    return found.most_common()


def slow(reports: Iterable[Report], language: str = "en") -> RenderableType:
    """What took, or takes, more than a day; and everything that is still open."""
    found = [one for report in reports for one in report.slow]
    table = _table(*(word(name, language) for name in ("over", "time", "whose")), "", left=1)
    for one in found[:SHOWN]:
        table.add_row(
            one.reference,
            age(one.seconds, language),
            flow_words.whose(one.whose, language),
            word("open", language) if one.open else "",
        )
    if len(found) > SHOWN:
        table.add_row(word("more", language, count=len(found) - SHOWN), "", "", "")
    return table if found else Text(word("nothing_slow", language))


def waiting(still: Iterable[tuple[str, int | None, str]], language: str = "en") -> RenderableType:
    """What is still open, how old it is, and what it waits for."""
    still = list(still)
    if not still:
        return Text(word("nothing_open", language))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(word("still_open", language), no_wrap=True)
    table.add_column(word("age", language), justify="right", no_wrap=True)
    table.add_column(word("waits", language))
    for reference, seconds, what in still:
        table.add_row(reference, "-" if seconds is None else age(seconds, language), what)
    return table


def console(plain: bool = False) -> Console:
    """Colours and a width of the terminal's own where there is a terminal; else plain lines."""
    found = Console()
    if plain or not found.is_terminal:
        return Console(no_color=True, width=118, force_terminal=False, highlight=False)
    return Console(highlight=False)
