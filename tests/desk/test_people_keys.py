"""Keys of programs: who may make them, whom they prove, and what is kept of their use."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from tests.desk.sample import at_once
from tongguan.desk.dossiers.lane import transact
from tongguan.desk.people import actions, answers, keys, words
from tongguan.desk.people.models import ApiKey, Enterprise, KeyAnswer, KeyUse, Office, Person, Role
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import SYSTEM, Actor

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
US: dict[str, Any] = {"actor": SYSTEM, "today": DAY}
ORE = "91210200000000001A"


class Yard:
    """A firm whose manager Meng is its trader too, whose Hao manages only, and whose Li only trades; and an
    office with an administrator."""

    def __init__(self) -> None:
        self.office = actions.register_office(
            code="0908", number=98, jurisdiction="cn", name_en="0908", name_zh="0908", actor=SYSTEM
        )
        self.firm, self.other = (
            actions.register_enterprise(identifier=one, name=one, on=DAY, actor=SYSTEM)
            for one in (ORE, "91210200000000002B")
        )
        self.meng = self.who("meng", self.firm, "manager", "trader")
        self.hao = self.who("hao", self.firm, "manager")
        self.li = self.who("li", self.firm, "trader")
        self.zhou = self.who("zhou", self.other, "manager", "trader")
        self.anna = self.who("anna", self.office, "administrator")

    def who(self, name: str, place: Enterprise | Office, *capacities: str) -> Person:
        person = actions.register_person(username=name, name=name, **US)
        for capacity in capacities:
            actions.give_role(person=person, capacity=capacity, place=place, on=DAY, **US)
        return person

    def manager(self, person: Person, place: Enterprise | Office | None = None) -> Actor:
        place = place or self.firm
        if isinstance(place, Office):
            return Actor(str(person.pk), "administrator", place.code)
        return Actor(str(person.pk), "manager", place.identifier)

    def key(self, **more: Any) -> str:
        asked: dict[str, Any] = {
            "person": self.meng,
            "place": self.firm,
            "name": "ERP",
            "today": DAY,
            "at": AT,
        }
        asked |= {"scopes": ["declarations:read"], "actor": SYSTEM, **more}
        return keys.make_key(**asked)


@pytest.fixture
def yard(db: None) -> Yard:
    return Yard()


def refused(yard: Yard, **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        yard.key(**more)
    assert not ApiKey.objects.exists()
    return refusal.value.findings[0].code


def test_a_manager_makes_a_key_for_himself_and_it_proves_his_roles(yard: Yard) -> None:
    token = yard.key(actor=yard.manager(yard.meng), scopes=["declarations:write", "declarations:read"])
    proved = keys.bearer(token, today=DAY)
    assert proved is not None
    assert (proved.person, proved.behalf) == (str(yard.meng.pk), ORE)
    assert proved.scopes == {"declarations:read", "declarations:write"}
    assert proved.capacities == {"manager", "trader"}
    kept = ApiKey.objects.get()
    assert kept.made_by == yard.meng
    assert token not in str(vars(kept)) and token.split("_")[2] not in str(vars(kept))
    assert kept.digest == sha256(token.split("_")[2].encode()).hexdigest()


def test_nobody_else_makes_it(yard: Yard) -> None:
    other = yard.other
    for actor in (
        yard.manager(yard.li),
        yard.manager(yard.hao),
        yard.manager(yard.zhou, other),
        yard.manager(yard.zhou),
        yard.manager(yard.anna, yard.office),
        Actor(str(yard.meng.pk), "trader", ORE),
        Actor(str(yard.meng.pk), "manager", other.identifier),
    ):
        assert refused(yard, actor=actor) == words.NOT_YOURS
    assert refused(yard, actor=yard.manager(yard.meng), person=yard.li) == words.NOT_YOURS


def test_a_key_is_for_something_and_its_person_may_do_it(yard: Yard) -> None:
    assert refused(yard, scopes=[]) == words.NO_SCOPE
    assert refused(yard, scopes=["criteria"]) == words.NO_SCOPE
    assert refused(yard, name=" ") == words.NO_KEY_NAME
    assert refused(yard, person=yard.hao) == words.NOT_LODGING
    assert refused(yard, place=yard.other, scopes=["reference"]) == words.NO_ROLE_THERE
    assert refused(yard, until=DAY - timedelta(days=1)) == words.PAST
    assert yard.key(person=yard.hao, scopes=[*keys.MANAGERS]), "which he needs no declarant for"


def test_a_key_is_for_what_its_persons_roles_are_for() -> None:
    assert keys.scopes_for({"trader"}) == keys.scopes_for({"manager", "broker"}) == tuple(keys.SCOPES)
    assert {*keys.scopes_for({"manager"})} == {"assess", "reference", "webhooks:read", "webhooks:write"}
    for capacity in ("administrator", "document_officer", "bank", "terminal"):
        assert keys.scopes_for({capacity}) == keys.AT_OFFICES
    assert keys.scopes_for(()) == ()


def test_a_key_of_an_office_reads_what_is_public(yard: Yard) -> None:
    place, anna = yard.office, yard.anna
    assert refused(yard, person=anna, place=place, scopes=["declarations:read"]) == words.NO_SCOPE
    by = yard.manager(anna, place)
    proved = keys.bearer(yard.key(person=anna, place=place, scopes=["reference"], actor=by), today=DAY)
    assert proved is not None and proved.behalf == "0908"


def test_what_a_key_says_is_exact(yard: Yard) -> None:
    token = yard.key()
    prefix, secret = token.split("_")[1:]
    for wrong in (
        "", "tg", token[:-1], token + "0", token.upper(), f" {token}", f"{token}\n",
        f"tg_{prefix}_{'0' * 64}", f"tg_{'0' * 12}_{secret}", f"tg_{prefix}_", "tg_\0_\0", "ＴＧ",
    ):  # fmt: skip
        assert keys.bearer(wrong, today=DAY) is None


def test_a_key_ends(yard: Yard) -> None:
    token = yard.key(until=DAY)
    assert keys.bearer(token, today=DAY)
    assert keys.bearer(token, today=DAY + timedelta(days=1)) is None
    Person.objects.filter(pk=yard.meng.pk).update(is_active=False)
    assert keys.bearer(token, today=DAY) is None, "with the account"


def test_a_key_proves_no_role_that_has_ended(yard: Yard) -> None:
    token = yard.key()
    Role.objects.filter(person=yard.meng, capacity="trader").update(valid_until=DAY)
    later = keys.bearer(token, today=DAY + timedelta(days=1))
    assert later is not None and later.capacities == {"manager"}


@pytest.mark.parametrize("who", ["meng", "hao", "zhou", "li"])
def test_any_manager_of_the_enterprise_revokes_it(yard: Yard, who: str) -> None:
    token, person = yard.key(), getattr(yard, who)
    actor = yard.manager(person, yard.other if who == "zhou" else None)
    if who in ("zhou", "li"):
        with pytest.raises(Refused):
            keys.revoke_key(ApiKey.objects.get(), actor=actor, at=AT, today=DAY)
        assert keys.bearer(token, today=DAY)
        return
    keys.revoke_key(ApiKey.objects.get(), actor=actor, at=AT, today=DAY)
    assert keys.bearer(token, today=DAY) is None
    (kept,) = keys.keys_of(yard.firm)
    assert (kept.revoked_at, kept.revoked_by_id) == (AT, person.pk)
    keys.revoke_key(kept, actor=SYSTEM, at=AT + timedelta(days=1), today=DAY)
    assert ApiKey.objects.get().revoked_at == AT, "once"


def test_calls_are_counted_by_the_minute(yard: Yard) -> None:
    yard.key()
    key = ApiKey.objects.get().pk
    said = [keys.count_call(key, at=AT + timedelta(seconds=n), limit=3) for n in (0, 1, 2, 2.5, 59)]
    assert said == [0, 0, 0, 58, 1]
    assert keys.count_call(key, at=AT + timedelta(seconds=60), limit=3) == 0
    assert KeyUse.objects.get().calls == 1


def test_calls_at_once_are_all_counted(own_database: None) -> None:
    Yard().key()
    key = ApiKey.objects.get().pk
    count = lambda: transact(lambda: keys.count_call(key, at=AT, limit=3))  # noqa: E731
    assert sorted(at_once(*[count] * 6))[:4] == [0, 0, 0, 60]
    assert KeyUse.objects.get().calls == 6


SAID = answers.Answer(201, "{}", b"done")


def test_an_answer_is_kept_for_a_day(yard: Yard) -> None:
    yard.key()
    key = ApiKey.objects.get().pk
    assert answers.begin(key, "T", "a", at=AT) is None
    answers.finish(key, "T", SAID)
    answers.finish(key, "T", answers.Answer(500, "", b""))
    answers.give_up(key, "T")
    assert answers.begin(key, "T", "a", at=AT + timedelta(hours=23)) == SAID
    with pytest.raises(answers.OtherRequest):
        answers.begin(key, "T", "b", at=AT)
    assert answers.begin(key, "T", "b", at=AT + timedelta(hours=25)) is None
    assert KeyAnswer.objects.count() == 1


def test_what_was_given_up_or_has_stopped_begins_anew(yard: Yard) -> None:
    yard.key()
    key = ApiKey.objects.get().pk
    assert answers.begin(key, "T", "a", at=AT) is None
    answers.give_up(key, "T")
    assert answers.begin(key, "T", "a", at=AT) is None
    with pytest.raises(answers.Busy):
        answers.begin(key, "T", "a", at=AT + timedelta(seconds=30))
    assert answers.begin(key, "T", "a", at=AT + answers.LEASE) is None
    with pytest.raises(answers.Busy):
        answers.begin(key, "T", "a", at=AT + answers.LEASE)


def test_of_those_who_begin_at_once_one_does(own_database: None) -> None:
    Yard().key()
    key = ApiKey.objects.get().pk
    begin = lambda: transact(lambda: answers.begin(key, "T", "a", at=AT))  # noqa: E731
    found = at_once(*[begin] * 5)
    assert found.count(None) == 1
    assert sum(isinstance(one, answers.Busy) for one in found) == 4
