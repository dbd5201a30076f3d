"""`tongguan show REFERENCE`: the timeline and the time ledger of a declaration, as trader or as officer."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongguan.desk.declarations.actions import books_of
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.queries import may_see
from tongguan.desk.monitor.actions import refresh
from tongguan.desk.monitor.board import PartTime, Sentences, Whole, Worth, whole
from tongguan.desk.people.queries import capacities_of, enterprises_of
from tongguan.doors.jobs.people import instant, known
from tongguan.doors.jobs.terminal import line as one_line
from tongguan.law.calendar import local_day, zone
from tongguan.law.clock import Ledger
from tongguan.law.kernel import flow_words as words
from tongguan.law.kernel.case import Event
from tongguan.law.money import in_money
from tongguan.law.words import say


class Command(BaseCommand):
    help = "Print the timeline and the time ledger of a declaration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="the entry number")
        parser.add_argument(
            "--as", dest="person", metavar="PERSON", help="who looks; without it, whoever runs this machine"
        )
        parser.add_argument("--as-trader", action="store_true", help="show what its trader sees")
        parser.add_argument("--at", help="the time of looking (demo and test settings only)")
        parser.add_argument("--language", choices=("en", "zh"), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        unknown = CommandError(f"there is no declaration {options['reference']} that you may see")
        dossier = Dossier.objects.filter(reference=options["reference"]).first()
        if dossier is None:
            raise unknown
        book = books_of(dossier.jurisdiction).law
        now = instant(options["at"], book)
        trader, capacity = options["as_trader"], "document_officer"
        if options["person"] is not None:  # an empty name is nobody's, not that of whoever runs this machine
            person, on = known(options["person"]), local_day(now, book)
            if person is None or not may_see(person.pk, dossier.pk, on=on):
                raise unknown
            mine = enterprises_of(person.pk, on=on)
            trader = trader or bool(mine & {dossier.trader, dossier.declarant})
            capacity = min(capacities_of(person.pk, on=on), default=capacity)
        refresh()  # what the monitor derives is brought up to date before it is shown
        page = Page(options["language"], zone(book), dossier.opened_at)
        for line in page.lines(whole(dossier.reference, now=now, trader=trader, capacity=capacity)):
            self.stdout.write(one_line(line))


class Page:
    """A declaration as lines of text, in one language and the office's own time."""

    def __init__(self, language: str, at: Any, opened: datetime) -> None:
        self.language, self.zone, self.opened = language, at, opened
        self.colon = self._w(": ", "：")

    def lines(self, told: Whole) -> Iterator[str]:
        line = told.line
        kind = self._w(line.kind, {"import": "进口", "export": "出口"}.get(line.kind, line.kind))
        yield f"{line.reference}  ({line.local})  {kind}  {line.trader}"
        if told.worth is not None:
            yield from self._worth(told.worth)
        for charge in told.charges:
            tax = charge.tax[self.language == "zh"]
            yield f"  {charge.line or '-'}  {tax}  {in_money(Decimal(charge.amount))}{self._how(charge.how)}"
        yield ""
        yield self._w("Timeline", "时间线")
        for event in told.events:
            yield f"  {event.seq:>3}  {self._time(event.recorded_at)}  {self._event(event)}"
        for part in told.parts:
            yield ""
            yield from self._part(part)

    def _worth(self, worth: Worth) -> Iterator[str]:
        name, money = self._w("customs value", "完税价格"), worth.money[self.language == "zh"]
        yield f"{name} {in_money(Decimal(worth.value))} {money}{self._how(worth.how)}"
        for line, value, how in worth.lines:
            yield f"  {line}  {name}  {in_money(Decimal(value))}{self._how(how)}"

    def _how(self, how: Sentences) -> str:
        told = self._w("; ", "；").join(say(code, arguments, self.language) for code, arguments in how)
        return self._w(f"  ({told})", f"（{told}）") if told else ""

    def _part(self, part: PartTime) -> Iterator[str]:
        name = part.part or self._w("the whole", "全部货物")
        ended = f"{self.colon}{words.ending(part.ended, self.language)}" if part.ended else ""
        yield f"{self._w('Time ledger of', '时间账')} {name}{ended}"
        if part.ledger is None:
            yield f"  {self._w('no clock runs', '未计时')}"
        else:
            yield from self._ledger(part.ledger)
        for gate, missing in part.missing.items():
            waits = ", ".join(
                f"{words.track(key.track, self.language)} "
                f"{words.state(key.track, at.state, self.language)} ({words.whose(at.whose, self.language)})"
                for key, at in missing
            )
            yield f"  {words.gate(gate, self.language)} {self._w('waits for', '尚待')}{self.colon}{waits}"

    def _ledger(self, ledger: Ledger) -> Iterator[str]:
        for one in ledger.slices:
            stage = words.stage(one.key and one.key.track, one.state, self.language)
            whose = words.whose(one.whose, self.language)
            yield (
                f"  {self._time(one.start)} – {self._time(one.end)}  {self._span(one.seconds):>12}  "
                f"{whose}  {stage}"
            )
        so_far = self._w(" so far", "（截至目前）") if ledger.so_far else ""
        for name, seconds in (
            (self._w("overall", "整体通关时间"), ledger.overall),
            (self._w("acceptance to gate", "申报受理至放行"), ledger.acceptance_to_gate),
            (self._w("in customs' hands", "海关作业时间"), ledger.in_customs_hands),
        ):
            yield f"  {name}{self.colon}{self._span(seconds)}{so_far}"
        owners = ledger.by_owner.items()
        shares = ", ".join(f"{words.whose(w, self.language)} {self._span(s)}" for w, s in owners)
        yield f"  {self._w('whose time', '时间归属')}{self.colon}{shares or '–'}"

    def _event(self, event: Event) -> str:
        name = words.event(event.name, self.language)
        if event.gate and event.name == event.gate:
            return f"◆ {words.gate(event.gate, self.language)} {event.part}".rstrip()
        if not event.track:
            return f"{name} {event.part}".rstrip()
        where = words.track(event.track, self.language)
        number = f" {event.number}" if event.number > 1 else ""
        state = words.state(event.track, event.state, self.language)
        part = f" [{event.part}]" if event.part else ""
        return f"{where}{number}{part}{self.colon}{state}  ({words.whose(event.whose, self.language)})"

    def _time(self, at: datetime) -> str:
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")

    def _span(self, seconds: int) -> str:
        return words.span(seconds, self.language)

    def _w(self, en: str, zh: str) -> str:
        return zh if self.language == "zh" else en
