"""Finding a code by what people remember of it: its beginning, English words, Chinese characters.

Chinese is cut into pairs of neighbouring characters, for it has no blanks between its words and most of its
words have two characters. Everything lies in memory; several thousand names are searched in a millisecond or
two.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest

LONGEST = 100
"""Of a question, so many characters are looked at."""
_PIECES = re.compile(r"[a-z0-9]+|[\u3400-\u9fff\U00020000-\U0002ffff]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A code with its names; either may be empty."""

    code: str
    en: str
    zh: str

    def name(self, language: str) -> str:
        """What it is called in a language; in the other one where it has no name in this."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


class Index:
    """Entries by the pieces of their names and by their codes; of two with the same code the first counts."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple({one.code: one for one in reversed([*entries])}.values())[::-1]
        self._names = tuple((one.en.lower(), one.zh.lower()) for one in self.entries)
        self._lengths = tuple(min((len(n) for n in names if n), default=0) for names in self._names)
        self._codes = sorted((one.code.lower(), at) for at, one in enumerate(self.entries))
        found: dict[str, set[int]] = {}
        for at, one in enumerate(self.entries):
            for piece in {*_pieces(one.en), *_pieces(one.zh, whole=True)}:
                found.setdefault(piece, set()).add(at)
        self._found, self._words = found, sorted(found)

    def search(self, text: str, *, most: int = 20) -> list[Entry]:
        """What a text may mean, the likeliest first: a code or its beginning, then names that have every
        piece of the text, then, if there are none, those that have most."""
        asked = text.strip().lower()[:LONGEST]
        if not asked:
            return []
        by_code = [at for _, at in self._beginning(asked.replace(".", "").replace(" ", ""), most)]
        pieces = list(dict.fromkeys(_pieces(asked)))
        hits = [self._having(piece, last=n == len(pieces)) for n, piece in enumerate(pieces, 1)]
        all_of = set.intersection(*hits) if hits else set()
        if not all_of and len(hits) > 1:
            counts: dict[int, int] = {}
            for hit in hits:
                for at in hit:
                    counts[at] = counts.get(at, 0) + 1
            best = max(counts.values(), default=0)
            all_of = {at for at, count in counts.items() if count == best and count > 1}
        ranked = nsmallest(most, all_of, key=lambda at: self._rank(at, asked))
        return [self.entries[at] for at in dict.fromkeys((*by_code, *ranked))][:most]

    def _beginning(self, code: str, most: int) -> Iterator[tuple[str, int]]:
        place = bisect_left(self._codes, (code, -1))
        for held, at in self._codes[place : place + most]:
            if held.startswith(code):
                yield held, at

    def _having(self, piece: str, *, last: bool) -> set[int]:
        """Who has a piece; the last word of a question may be only begun."""
        if not last or not piece.isascii():
            return self._found.get(piece, set())
        place, having = bisect_left(self._words, piece), set[int]()
        while place < len(self._words) and self._words[place].startswith(piece):
            having |= self._found[self._words[place]]
            place += 1
        return having

    def _rank(self, at: int, asked: str) -> tuple[int, int, int]:
        """Names that begin with the question, that have it in one piece, that are short."""
        en, zh = self._names[at]
        if asked in en or asked in zh:
            return (0 if en.startswith(asked) or zh.startswith(asked) else 1), self._lengths[at], at
        return 2, self._lengths[at], at


def _pieces(text: str, *, whole: bool = False) -> Iterator[str]:
    """The words of a text, and of Chinese its pairs of characters; with `whole` every character too, for
    questions of one character."""
    for piece in _PIECES.findall(text.lower()):
        if piece.isascii():
            yield piece
            continue
        yield from (piece[at : at + 2] for at in range(len(piece) - 1))
        if whole or len(piece) == 1:
            yield from piece
