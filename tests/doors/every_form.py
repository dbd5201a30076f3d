"""What every form does when something is wrong with it: said once for all of them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.db import DataError, connection
from lxml import html

from tests.pages import text

Sent = Mapping[str, Any]
CHINESE, WORDS = re.compile(r"[一-鿿]"), re.compile(r"\s+")


@dataclass(frozen=True)
class Form:
    """A form that can be wrong: the name of its address; which of the forms that are sent there (`part`);
    what is typed, and the ids of the fields at which something is said. `scene` makes the day in which it is
    shown, and gives who is signed in and the path. `unkept` are fields that no page shows again, because they
    are secrets or a choice that nobody was offered."""

    address: str
    scene: Callable[[Any], tuple[Any, str]]
    sent: Sent
    at: tuple[str, ...]
    part: str = ""
    unkept: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        return f"{self.address} {self.part}".strip()


def prove(form: Form, client: Any, path: str) -> None:
    """Sends it in both languages: what is wrong is said at the fields, and what was typed is there still."""
    said = {}
    for language in ("en", "zh"):
        client.cookies["language"] = language
        answer = client.post(path, {name: in_file(one, name) for name, one in form.sent.items()})
        assert answer.status_code == 422, (answer.status_code, answer.headers.get("Location"))
        page = html.document_fromstring(text(answer))
        said[language] = told_at_fields(page)
        assert set(form.at) <= set(said[language]), (said[language], form.at)
        keeps(page, {name: one for name, one in form.sent.items() if name not in form.unkept})
    hostile = {name: "a\0b" if name in typed_in(page) else one for name, one in form.sent.items()}
    with connection.execute_wrapper(without_nul):
        assert (
            client.post(path, {name: in_file(one, name) for name, one in hostile.items()}).status_code < 500
        )
    assert said["en"].keys() == said["zh"].keys()
    for at, sentence in said["zh"].items():
        assert CHINESE.search(sentence) and sentence != said["en"][at], sentence


def without_nul(execute: Any, sql: str, parameters: Any, *rest: Any) -> Any:
    """SQLite keeps what PostgreSQL refuses; here it does not."""
    for one in parameters or ():
        if isinstance(one, str) and "\0" in one:
            raise DataError("no text holds a NUL")
    return execute(sql, parameters, *rest)


def typed_in(page: Any) -> set[str]:
    """The names of the fields into which anything may be typed."""
    closed = ("hidden", "checkbox", "radio", "file", "submit")
    typed = [one for one in page.xpath("//input | //textarea") if one.get("type") not in closed]
    return {one.get("name") for one in typed}


def in_file(value: Any, name: str) -> Any:
    """Bytes are sent as a file."""
    if isinstance(value, bytes):
        value = BytesIO(value)
        value.name = name
    return value


def told_at_fields(page: Any) -> dict[str, str]:
    """The sentences of the summary by the fields that they lead to; each is told at its field too."""
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)
    (summary,) = page.xpath('//*[@id="errors" and @role="alert"]')
    links = summary.xpath(".//a[starts-with(@href, '#')]")
    assert links, "the summary leads nowhere"
    said: dict[str, str] = {}
    for link in links:
        name, sentence = link.get("href")[1:], plain(link)
        (target,) = page.xpath("//*[@id=$name]", name=name)
        inputs = [target] if target.tag in ("input", "select", "textarea") else choices(target)
        listed = "entries" in (target.get("class") or "")  # a list that lacks an entry has no field yet
        assert listed or (inputs and all(one.get("aria-invalid") == "true" for one in inputs)), name
        described = [page.get_element_by_id(one) for one in (target.get("aria-describedby") or "").split()]
        told = [
            plain(one) for part in described for one in part.xpath("descendant-or-self::*[@class='error']")
        ]
        assert any(sentence.casefold().endswith(one.casefold()) or sentence in one for one in told), (
            name,
            told,
        )
        said[name] = sentence
    return said


def choices(group: Any) -> list[Any]:
    """The choices of a group, to which a link leads as a whole."""
    assert group.get("tabindex") == "-1", "a link moves the focus to it"
    return list(group.xpath(".//input"))


def keeps(page: Any, sent: Sent) -> None:
    """Some form of the page holds what was typed."""
    lost = {}
    for name, value in sent.items():
        fields = page.xpath("//*[@name=$name]", name=name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and not any(held(field) == one for field in fields):
                lost[name] = one
    assert not lost, lost


def held(field: Any) -> str:
    """What a field of a form holds, as it would be sent."""
    if field.tag == "textarea":
        return str(field.text or "").lstrip("\n")
    if field.tag == "select":
        chosen = field.xpath("./descendant::option[@selected]") or field.xpath("./descendant::option")[:1]
        return str(chosen[0].get("value", plain(chosen[0]))) if chosen else ""
    if field.get("type") in ("checkbox", "radio") and field.get("checked") is None:
        return ""
    ticked = field.get("type") in ("checkbox", "radio")
    return str(field.get("value", "on" if ticked else ""))


def plain(node: Any) -> str:
    return WORDS.sub(" ", node.text_content()).strip()
