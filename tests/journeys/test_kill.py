"""The power of a process is cut at random moments while it lodges. Whatever it had answered is there, once;
nothing is there by half; and whoever asks again is told what was lodged."""

import os
import random
import signal
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count, islice

import msgspec
import pytest
from django.apps import apps
from django.db import connection, connections

from tests.books import RULES
from tests.stating import example
from tongguan.desk.declarations import lodge, proof
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.declarations.models import Claim
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.proof import replay
from tongguan.desk.people import actions as people
from tongguan.desk.rulebooks import actions, queries
from tongguan.law.elements import read
from tongguan.law.facts import Facts
from tongguan.law.kernel.case import SYSTEM, Actor

AT = datetime(2020, 9, 15, 1, 0, tzinfo=UTC)
ON = date(2020, 9, 15)
TRADER = Actor("1", "trader", "912102005544332213")
ROUNDS = 50
MOST = 6  # receipts after which a process is killed, at the latest moment
LONGEST = 0.01  # seconds after that
TOGETHER = (1, 1, 5)  # how many to a transaction, in turns


@pytest.fixture
def books(own_database: None) -> Books:
    """An office with its rules, in a database where commits are real."""
    for folder, jurisdiction in (("cn", "cn"), ("demo-criteria", "cn-criteria")):
        actions.publish(folder=RULES / folder, jurisdiction=jurisdiction, by="a", approved_by="b", at=AT)
    people.register_office(
        code="0908", number=98, jurisdiction="cn", name_en="Dalian", name_zh="大连", actor=SYSTEM
    )
    return Books(queries.book("cn"), queries.book("cn-criteria"))


def prepared(reference: str, books: Books) -> lodge.Prepared:
    stated = example("import-ore", {"/reference": reference})
    declaration, findings = read(stated, books.law, ON)
    assert declaration is not None
    raw = msgspec.json.encode(stated)
    lodging = lodge.Lodging(declaration=declaration, media="json", raw=raw, findings=findings)
    return lodge.prepare(lodging, books=books, on=ON, facts=Facts(), actor=TRADER, at=AT)


def receipts(references: Iterator[str], together: int, books: Books) -> Iterator[Receipt]:
    while True:
        ready = [prepared(next(references), books) for _ in range(together)]
        for answer in lodge.write(ready, actor=TRADER, at=AT):
            assert isinstance(answer, Receipt)
            yield answer


def lodged_until_killed(round_: int, books: Books, chance: random.Random) -> list[tuple[str, int]]:
    """What a process said it had lodged, before it was killed at a random moment."""
    connections.close_all()  # a child must not speak on its parent's line
    said, says = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(said)
            references = (f"K{round_}-{number}" for number in count())
            for receipt in receipts(references, TOGETHER[round_ % len(TOGETHER)], books):
                os.write(says, f"{receipt.local} {receipt.dossier}\n".encode())
        finally:
            os._exit(1)  # nothing of the test may run twice
    os.close(says)
    with os.fdopen(said) as heard:
        lines = list(islice(heard, chance.randint(0, MOST)))
        time.sleep(chance.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, "it was killed, and had not failed before"
        lines += heard
    return [(local, int(dossier)) for local, dossier in map(str.split, lines)]


def test_what_was_answered_is_there_once_and_nothing_by_half(books: Books) -> None:
    chance = random.Random(20200915)
    prepared("WARM", books)  # what is worked out once is worked out before the forks
    said = [receipt for round_ in range(ROUNDS) for receipt in lodged_until_killed(round_, books, chance)]
    claims = dict(Claim.objects.values_list("reference", "dossier"))
    assert len(said) > ROUNDS, "enough was lodged to say something"
    assert len({local for local, _ in said}) == len(said)
    assert {local: claims.get(local) for local, _ in said} == dict(said)
    assert sorted(claims.values()) == sorted(Dossier.objects.values_list("pk", flat=True))

    for dossier in claims.values():
        assert replay(dossier) == []
        assert proof.replay(dossier, lambda edition, criteria: books) == ([], [])
    below = [model for model in apps.get_models() if any(f.name == "dossier" for f in model._meta.fields)]
    for model in below:
        strangers = model._default_manager.exclude(dossier__in=claims.values())
        assert not strangers.exists(), f"{model.__name__} has rows of a dossier that is not there"
    connection.check_constraints()

    unheard = sorted(claims.keys() - {local for local, _ in said})
    for local in [*unheard, said[-1][0]]:
        (again,) = lodge.write([prepared(local, books)], actor=TRADER, at=AT)
        assert isinstance(again, Receipt)
        assert (again.dossier, again.repeated) == (claims[local], True)
    assert len(claims) == Dossier.objects.count()
