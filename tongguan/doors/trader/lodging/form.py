"""The form of a draft as its page has it: sections of fields, and lists with their entries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tongguan.doors.trader.lodging.fields import Field


@dataclass
class Group:
    """Fields that stand together, and the lists below them. `key` tells it from the others on the page."""

    key: str
    title: str
    fields: list[Field] = field(default_factory=list)
    lists: list["List"] = field(default_factory=list)
    path: str = ""
    open: bool = True
    summary: str = ""

    def of(self, tier: str) -> list[Field]:
        return [one for one in self.fields if one.tier == tier]

    @property
    def ask(self) -> list[Field]:
        return self.of("ask")

    @property
    def filled(self) -> list[Field]:
        return self.of("filled")

    @property
    def more(self) -> list[Field]:
        return self.of("more")


@dataclass
class List:
    """A list with its entries, and what the button is called that adds one. One that does not apply now has
    its place on the page too, with nothing in it."""

    path: str
    add: str
    entries: list[Group]
    full: bool
    applies: bool = True
    errors: Sequence[str] = ()

    @property
    def id(self) -> str:
        return "l-" + self.path.replace("/", "-")


@dataclass
class Form:
    """All of it, and what was found: of each finding the field's id, the entry that must be unfolded to see
    it, and the sentence."""

    sections: list[Group]
    errors: list[tuple[str, str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """The errors as a page shows them on top: (id of the field, sentence)."""
        return [(field, sentence) for field, _, sentence in self.errors]

    @property
    def told(self) -> str:
        """The paths of the fields at which something wrong is told, with commas between."""
        return ",".join(one.path for _, one in self.fields() if one.errors)

    def fields(self) -> Iterator[tuple[Group, Field]]:
        """Every field with the group that it stands in."""
        for section in self.sections:
            yield from _fields(section)

    def lists(self) -> Iterator[List]:
        """Every list that has a place on the page."""
        for section in self.sections:
            yield from _lists(section)


def _fields(group: Group) -> Iterator[tuple[Group, Field]]:
    for one in group.fields:
        yield group, one
    for held in group.lists:
        for entry in held.entries:
            yield from _fields(entry)


def _lists(group: Group) -> Iterator[List]:
    for held in group.lists:
        yield held
        for entry in held.entries:
            yield from _lists(entry)
