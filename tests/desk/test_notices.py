"""Notices: what traders were told, read by people, sent on as they chose, and nothing besides."""

import json
from base64 import b64decode
from datetime import timedelta
from hashlib import sha256
from hmac import new as hmac
from typing import Any

import pytest

from tests.desk.sample import AT, OFFICER, TRADER, opened
from tests.doors.signed_in import LONG_AGO
from tongguan.desk.dossiers import outbox
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act
from tongguan.desk.notices import actions, hooks, queries, sendings
from tongguan.desk.notices.models import Hook, Notice, Sending
from tongguan.desk.notices.said import said
from tongguan.desk.notices.sendings import Came
from tongguan.desk.people.models import Enterprise, Person, Role
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import Actor

FIRM, TODAY = TRADER.behalf, AT.date()
MANAGER = Actor("31", "manager", FIRM)
pytestmark = pytest.mark.usefixtures("people")


def told(one: int, *letters: tuple[str, str]) -> list[outbox.Letter]:
    """Letters (recipient, what) of one event, as whoever delivers them gets them."""

    def do(it: Act) -> None:
        it.take("place")
        for to, gate in letters:
            it.tell("gate_opened", to, json.dumps({"reference": "R1", "gate": gate}))

    act(one, do, actor=OFFICER, at=AT)
    found: list[outbox.Letter] = []
    while claimed := outbox.claim(AT):
        found += claimed
        Sent.deliver(claimed)
    return found


class Sent:
    @staticmethod
    def deliver(letters: list[outbox.Letter]) -> None:
        from tongguan.desk.dossiers.models import Outbox

        for one in letters:
            Outbox.objects.filter(dossier_id=one.dossier, seq=one.seq, number=one.number).update(
                due=None, delivered_at=AT
            )


def spread(letter: outbox.Letter) -> bool:
    return actions.spread(letter, at=AT, today=TODAY, mail=True)


@pytest.fixture
def people(sample: None) -> None:
    registered()


def registered() -> None:
    """The enterprise with its trader, its manager, and an officer who has no role here."""
    firm = Enterprise.objects.create(identifier=FIRM, name="甲公司", registered_on=LONG_AGO)
    for number, capacity in ((1, "trader"), (31, "manager"), (2, "")):
        person = Person.objects.create(pk=number, username=f"person.{number}")
        if capacity:
            Role.objects.create(person=person, capacity=capacity, enterprise=firm, valid_from=LONG_AGO)


def hooked(url: str = "https://example.com/in") -> str:
    firm = Enterprise.objects.get(identifier=FIRM)
    return hooks.place_hook(enterprise=firm, url=url, actor=MANAGER, at=AT, today=TODAY, inside=False)[1]


def test_what_a_trader_is_told_is_a_notice_once_and_what_others_are_told_is_none() -> None:
    mine, other = told(opened(), (FIRM, "released"), ("office:0908", "closed"))
    assert (spread(mine), spread(mine), spread(other)) == (True, False, False)
    notice = Notice.objects.get()
    assert (notice.token, notice.enterprise, notice.at) == (mine.id, FIRM, AT)
    assert said(notice.kind, notice.body, "zh") == ("R1", "现已放行", False)


def test_each_reads_for_themselves() -> None:
    person, other = int(TRADER.person), int(OFFICER.person)
    for letter in told(opened(), *[(FIRM, gate) for gate in ("may_leave", "released", "closed")]):
        spread(letter)
    assert queries.unread(person, FIRM) == 3 and queries.unread(person, "ANOTHER") == 0
    newest, middle, oldest = queries.listed(person, FIRM)
    actions.read(person, enterprise=FIRM, token=middle.notice.token)
    actions.read(person, enterprise=FIRM, token=middle.notice.token)
    assert queries.unread(person, FIRM) == 2 and queries.unread(other, FIRM) == 3
    assert [one.read for one in queries.listed(person, FIRM)] == [False, True, False]
    further = queries.listed(person, FIRM, only_new=True, after=newest.notice.token)
    assert [one.notice.pk for one in further] == [oldest.notice.pk]
    with pytest.raises(Notice.DoesNotExist):
        actions.read(person, enterprise="ANOTHER", token=newest.notice.token)
    actions.read(person, enterprise=FIRM)
    assert queries.unread(person, FIRM) == 0 and all(one.read for one in queries.listed(person, FIRM))


def test_notices_stand_in_the_order_in_which_things_happened() -> None:
    person = int(TRADER.person)
    for letter in told(opened(), *[(FIRM, gate) for gate in ("may_leave", "released", "closed")]):
        spread(letter)
    late, early, same = Notice.objects.order_by("pk")
    Notice.objects.filter(pk=late.pk).update(at=AT + timedelta(hours=1))
    wanted, after = [late.pk, same.pk, early.pk], ""
    assert [one.notice.pk for one in queries.listed(person, FIRM)] == wanted
    for pk in wanted:  # one by one, two of them at the same instant
        (one,) = queries.listed(person, FIRM, after=after, limit=1)
        assert one.notice.pk == pk
        after = one.notice.token
    assert queries.listed(person, FIRM, after=after) == queries.listed(person, FIRM, after="none") == []


def test_mail_goes_to_who_chose_it_and_still_acts_for_the_enterprise() -> None:
    trader = Person.objects.get(pk=int(TRADER.person))
    first, second = told(opened(), (FIRM, "may_leave"), (FIRM, "released"))
    spread(first)
    assert not Sending.objects.exists(), "nobody is written to unasked"
    actions.choose(trader, page="all", mail="all")
    spread(second)
    (one,) = sendings.claim(AT)
    assert one.person == trader and sendings.still_wanted(one, today=TODAY)
    Role.objects.filter(person=trader).update(valid_until=TODAY - timedelta(days=1))
    assert not sendings.still_wanted(one, today=TODAY)
    sendings.note(AT, [(one, Came("no longer wanted", gone=True))])
    assert sendings.claim(AT + timedelta(days=9)) == []


def test_who_wants_only_what_needs_them_is_told_of_nothing_else() -> None:
    trader, how = Person.objects.get(pk=int(TRADER.person)), {"track": "documents", "part": ""}
    number, letters = opened(), list[outbox.Letter]()

    def do(it: Act) -> None:
        it.take("place")
        for kind, about in (
            ("gate_opened", {"gate": "released"}),
            ("your_turn", {**how, "state": "asked"}),
            ("deadline", how),
            ("ended", {"end": "left"}),
            ("ended", {"end": "seized"}),
            ("decided", {"track": "amendment", "state": "granted"}),
            ("decided", {"track": "amendment", "state": "refused"}),
        ):
            it.tell(kind, FIRM, json.dumps({"reference": "R1", **about}))

    actions.choose(trader, page="urgent", mail="urgent")
    act(number, do, actor=OFFICER, at=AT)
    while claimed := outbox.claim(AT):
        letters += claimed
        Sent.deliver(claimed)
    for letter in letters:
        spread(letter)
    mails = [json.loads(one.notice.body) | {"kind": one.notice.kind} for one in sendings.claim(AT)]
    kinds = [(one["kind"], one.get("end", one.get("state", ""))) for one in mails]
    wanted = [("your_turn", "asked"), ("deadline", ""), ("ended", "seized"), ("decided", "refused")]
    assert kinds == wanted and queries.unread(trader.pk, FIRM, level="urgent") == len(wanted)
    assert queries.unread(trader.pk, FIRM) == 7 and queries.unread(trader.pk, FIRM, level="none") == 0
    (mail,) = Sending.objects.filter(notice__kind="deadline")
    actions.choose(trader, page="all", mail="none")
    assert not sendings.still_wanted(mail, today=TODAY)


def test_under_a_new_key_of_the_house_a_webhook_is_signed_with_both(settings: Any) -> None:
    shown, before = hooked(), settings.SECRET_KEY
    hook = hooks.hook_of(FIRM)
    assert hook is not None
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key " * 4, [before]
    new, former = hooks.secrets_of(hook.nonce)
    assert (new, former) == (hooks.secret_of(hook.nonce), shown) and new != shown
    signed = hooks.headers(new, former, token="abc", at=AT, body=b"{}")["webhook-signature"]
    alone = [hooks.headers(one, token="abc", at=AT, body=b"{}")["webhook-signature"] for one in (new, former)]
    assert signed.split(" ") == alone
    settings.SECRET_KEY_FALLBACKS = []
    assert hooks.secrets_of(hook.nonce) == (new,)


def test_a_webhook_is_the_managers_and_signed_as_the_standard_says() -> None:
    secret = hooked()
    hook = hooks.hook_of(FIRM)
    assert hook is not None and secret == hooks.secret_of(hook.nonce) and secret not in vars(hook).values()
    sent = hooks.headers(secret, token="abc", at=AT, body=b"{}")
    stamp = str(int(AT.timestamp()))
    key = b64decode(secret.removeprefix("whsec_"))
    wanted = hmac(key, f"abc.{stamp}.".encode() + b"{}", sha256).digest()
    assert (sent["webhook-id"], sent["webhook-timestamp"]) == ("abc", stamp) and len(key) == 32
    assert b64decode(sent["webhook-signature"].removeprefix("v1,")) == wanted
    firm = Enterprise.objects.get(identifier=FIRM)
    for actor in (TRADER, Actor("31", "manager", "ANOTHER"), Actor("1", "manager", FIRM)):
        with pytest.raises(Refused):
            hooks.end_hook(enterprise=firm, actor=actor, at=AT, today=TODAY)
    hooks.end_hook(enterprise=firm, actor=MANAGER, at=AT, today=TODAY)
    assert hooks.hook_of(FIRM) is None


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.com/", "ftp://example.com", "https://", "example.com", "https://[::1", "", "\0"),
        *("https://127.0.0.1/", "https://10.1.2.3/", "https://169.254.169.254/", "https://[::1]/"),
        *("https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/"),
        *("https://localhost/", "https://db/", "https://a.internal/", "https://2130706433/"),
        *("https://0x7f.1/", "https://1.0x7f/"),
        *("https://me:pass@example.com/", "https://example.com:99999/", "https://exam ple.com/"),
        *("https://224.0.0.1/", "https://0.0.0.0/", "https://100.64.0.1/", "https://x.localhost./"),
        *("https://[::7f00:1]/", "https://[fec0::1]/", "https://[64:ff9b:1::a00:1]/", "https://[fd00::1]/"),
        *("https://[2001:0:1::]/", "https://[fe80::1%25eth0]/", "https://[3fff::1]/", "https://[5f00::1]/"),
        *("https://192.0.0.10/", "https://192.88.99.1/", "https://198.18.0.1/", "https://240.0.0.1/"),
        *("https://0177.0.0.1/", "https://127.1/", "https://a@10.0.0.1/", "https://example.com\\@10.0.0.1/"),
    ],
)  # fmt: skip
def test_no_address_of_our_own_network_is_called(url: str) -> None:
    with pytest.raises(Refused):
        hooked(url)


@pytest.mark.parametrize("url", ["http://10.1.2.3/", "http://169.254.169.254/latest", "http://db/in"])
def test_a_demonstration_calls_its_own_machine_and_no_other_of_its_network(url: str) -> None:
    assert hooks.called("http://127.0.0.1:9/in", inside=True).port == 9
    assert hooks.called("http://localhost/in", inside=True) and hooks.called("http://[::1]/", inside=True)
    with pytest.raises(Refused):
        hooks.called(url, inside=True)


def test_a_webhook_moves_with_its_secret_and_what_waits_and_rolls_it_alone() -> None:
    how: dict[str, Any] = {"enterprise": Enterprise.objects.get(identifier=FIRM), "at": AT, "today": TODAY}
    with pytest.raises(LookupError):
        hooks.roll_secret(actor=MANAGER, **how)
    how["inside"] = False
    made, secret = hooks.place_hook(url="https://example.com/in", actor=MANAGER, **how)
    (letter,) = told(opened(), (FIRM, "released"))
    spread(letter)
    moved, shown = hooks.place_hook(url="https://example.com/new", actor=MANAGER, **how)
    assert (moved.pk, moved.url, shown) == (made.pk, "https://example.com/new", "")
    assert hooks.secret_of(moved.nonce) == secret
    assert hooks.place_hook(url=moved.url, actor=MANAGER, **how)[1] == ""
    del how["inside"]
    rolled, new = hooks.roll_secret(actor=MANAGER, **how)
    assert rolled.pk == made.pk and new != secret and hooks.secret_of(rolled.nonce) == new
    (one,) = sendings.claim(AT)
    assert one.hook is not None and (one.hook.url, one.hook.nonce) == (moved.url, rolled.nonce)
    was = Hook.objects.exclude(ended_at=None).order_by("pk")
    assert [old.url for old in was] == ["https://example.com/in", "https://example.com/new"]
    for actor in (TRADER, Actor("31", "manager", "ANOTHER"), Actor("1", "manager", FIRM)):
        with pytest.raises(Refused):
            hooks.roll_secret(actor=actor, **how)
        with pytest.raises(Refused):
            hooks.place_hook(url="https://example.com/x", actor=actor, inside=False, **how)


def test_a_system_that_is_down_is_tried_later_and_hears_in_order() -> None:
    hooked()
    letters = told(opened(), (FIRM, "may_leave"), (FIRM, "released"))
    for letter in letters:
        spread(letter)
    (first,) = sendings.claim(AT)
    assert first.notice.token == letters[0].id and sendings.claim(AT) == []
    sendings.note(AT, [(first, Came("HTTP 500", 500))])
    assert sendings.claim(AT + timedelta(minutes=1)) == [], "the second waits behind the first"
    (again,) = sendings.claim(AT + timedelta(minutes=2))
    assert (again.pk, again.tries) == (first.pk, 2)
    sendings.note(AT, [(again, Came(answer=204))])
    (second,) = sendings.claim(AT + timedelta(minutes=2))
    Sending.objects.filter(pk=second.pk).update(tries=sendings.MOST_TRIES)
    second.tries = sendings.MOST_TRIES
    sendings.note(AT, [(second, Came("ConnectionRefusedError"))])
    assert Sending.objects.get(pk=second.pk).due is None, "given up"


def test_a_delivery_is_replayed_under_its_id_by_its_own_people() -> None:
    hooked()
    (letter,) = told(opened(), (FIRM, "released"))
    spread(letter)
    (one,) = sendings.claim(AT)
    sendings.note(AT, [(one, Came(answer=200))])
    assert sendings.claim(AT + timedelta(days=1)) == []
    how: dict[str, Any] = {"enterprise": FIRM, "at": AT, "today": TODAY}
    for actor in (OFFICER, Actor("1", "trader", "ANOTHER"), Actor("2", "trader", FIRM)):
        with pytest.raises(Refused):
            sendings.replay(letter.id, actor=actor, **how)
    with pytest.raises(Notice.DoesNotExist):
        sendings.replay("0" * 32, actor=TRADER, **how)
    sendings.replay(letter.id, actor=TRADER, **how)
    (again,) = sendings.claim(AT)
    assert (again.notice.token, again.tries) == (letter.id, 1)
