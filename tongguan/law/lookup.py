"""Finding a code by what people remember of it: its beginning, English words, Chinese characters.

Chinese is cut into pairs of neighbouring characters, for it has no blanks between its words and most of its
words have two characters. What is not found by its own name is found by what stands above it, by everyday
words for those of the names, and by Chinese characters that are apart. Everything lies in memory; several
thousand names are searched in a millisecond or two.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

LONGEST = 100
"""Of a question, so many characters are looked at."""
SMALL = frozenset(("a", "an", "and", "for", "in", "of", "or", "the", "to", "with"))
"""Words that count only where there are no others."""
_PIECES = re.compile(r"[a-z0-9]+|[\u3400-\u9fff\U00020000-\U0002ffff]+")


_EXCLUDED = re.compile(
    r"\b(?:excluding|except|other than|not including|n\.e\.c\.)[^;,)]*|（[^）]*除外）", re.IGNORECASE
)

Also = Mapping[str, Sequence[Sequence[str]]]
"""Of an everyday word, in small letters, what may be meant: words of the names that stand in one of these, or
figures with which the code begins."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A code with its names; either may be empty. `above` is what is said in English of the groups that it
    belongs to, the smallest first; `above_zh` is what one of them, or it itself, is called in Chinese."""

    code: str
    en: str
    zh: str
    above: tuple[str, ...] = ()
    above_zh: str = ""

    def name(self, language: str) -> str:
        """What it is called in a language; in the other one where it has no name in this."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


class _Level:
    """The entries by the pieces of their names, and of so much of what stands above them."""

    def __init__(self, entries: Sequence[Entry], above: int) -> None:
        self.found: dict[str, set[int]] = {}
        said: dict[str, frozenset[str]] = {}
        for at, one in enumerate(entries):
            pieces = {*_both(one.en), *_pieces(one.zh, whole=True)}
            for text in one.above[:above]:
                if text not in said:
                    said[text] = frozenset(_both(_EXCLUDED.sub("", text)))
                pieces |= said[text]
            if above and one.above_zh:
                if one.above_zh not in said:
                    said[one.above_zh] = frozenset(_chinese(one.above_zh))
                pieces |= said[one.above_zh]
            for piece in pieces:
                self.found.setdefault(piece, set()).add(at)
        self.words = sorted(self.found)

    def whole(self, piece: str) -> set[int]:
        """Who has a piece, or a word that is the same but for its plural."""
        return self.found.get(piece, set()) | self.found.get(_stem(piece), set())

    def begun(self, piece: str) -> set[int]:
        """Who has a word that begins so."""
        place, having = bisect_left(self.words, piece), self.whole(piece)
        while place < len(self.words) and self.words[place].startswith(piece):
            having = having | self.found[self.words[place]]
            place += 1
        return having


class Index:
    """Entries by the pieces of their names and by their codes; of two with the same code the first counts."""

    def __init__(self, entries: Iterable[Entry], *, also: Also | None = None) -> None:
        self.entries = tuple({one.code: one for one in reversed([*entries])}.values())[::-1]
        self._names = tuple((one.en.lower(), one.zh.lower()) for one in self.entries)
        self._lengths = tuple(min((len(n) for n in names if n), default=0) for names in self._names)
        self._codes = sorted((one.code.lower(), at) for at, one in enumerate(self.entries))
        self._also: Also = also or {}
        most = max((len(one.above) or bool(one.above_zh) for one in self.entries), default=0)
        self._levels = tuple(_Level(self.entries, above) for above in range(most + 1))

    def search(self, text: str, *, most: int = 20) -> list[Entry]:
        """What a text may mean, the likeliest first: a code or its beginning, then names that have every
        word of the text, then those that have them together with what stands above them, then those with
        their Chinese characters apart; at last, if there are none, those that have most."""
        asked = text.strip().lower()[:LONGEST]
        if not asked:
            return []
        found = dict.fromkeys(at for _, at in self._beginning(asked.replace(".", "").replace(" ", ""), most))
        runs = list(dict.fromkeys(_PIECES.findall(asked)))
        runs = [run for run in runs if run not in SMALL] or runs
        found |= dict.fromkeys(self._ranked(self._all_of(runs, self._levels[0], {}), runs, asked, most))
        wider = [(level, False) for level in self._levels] if self._also or len(self._levels) > 1 else []
        for level, apart in (*wider, *((level, True) for level in self._levels if self._also)):
            if len(found) < most:
                further = self._all_of(runs, level, self._also, apart=apart) - found.keys()
                found |= dict.fromkeys(self._ranked(further, runs, asked, most))
        if not found:
            found |= dict.fromkeys(self._ranked(self._most_of(runs), runs, asked, most))
        return [self.entries[at] for at in [*found][:most]]

    def _beginning(self, code: str, most: int) -> Iterator[tuple[str, int]]:
        place = bisect_left(self._codes, (code, -1))
        for held, at in self._codes[place : place + most]:
            if held.startswith(code):
                yield held, at

    def _all_of(self, runs: Sequence[str], level: _Level, also: Also, *, apart: bool = False) -> set[int]:
        """Who has every word of a text, the last of them perhaps only begun; further, with `also`, what it
        means else, and if `apart` all its Chinese characters wherever they stand in its own name."""
        hits = []
        for number, run in enumerate(runs, 1):
            pieces = [*_pieces(run)]
            begun = number == len(runs) and run.isascii()
            hit = set.intersection(*(level.begun(p) if begun else level.whole(p) for p in pieces))
            for words in (*also.get(run, ()), *also.get(_stem(run), ())):
                hit = hit | set.intersection(*(self._meant(word, level) for word in words))
            if apart and not run.isascii():
                hit = hit | set.intersection(*map(self._levels[0].whole, run))
            hits.append(hit)
        return set.intersection(*hits) if hits else set()

    def _meant(self, word: str, level: _Level) -> set[int]:
        """Who has a word, or a code that begins with it."""
        if word.isdecimal():
            return {at for _, at in self._beginning(word, len(self._codes))}
        return level.whole(word)

    def _most_of(self, runs: Sequence[str]) -> set[int]:
        """Who has most pieces of a text, of several pieces at least two."""
        counts: dict[int, int] = {}
        for piece in dict.fromkeys(piece for run in runs for piece in _pieces(run)):
            for at in self._levels[0].whole(piece):
                counts[at] = counts.get(at, 0) + 1
        best = max(counts.values(), default=0)
        return {at for at, count in counts.items() if count == best and count > 1}

    def _ranked(self, found: set[int], runs: Sequence[str], asked: str, most: int) -> list[int]:
        """Names with the last word as it stands before those with one that begins so; then names that begin
        with the question, that have it in one piece, that are short."""
        if not found:
            return []
        exact = set[int]().union(*(level.whole(runs[-1]) for level in self._levels))
        return nsmallest(most, found, key=lambda at: (at not in exact, *self._rank(at, asked)))

    def _rank(self, at: int, asked: str) -> tuple[int, int, int]:
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


def _chinese(text: str) -> Iterator[str]:
    """The pairs of Chinese characters of a text, and the characters; but what it excludes in brackets."""
    return (piece for piece in _pieces(_EXCLUDED.sub("", text), whole=True) if not piece.isascii())


def _both(text: str) -> Iterator[str]:
    """The pieces of an English text, and what they are but for their plural."""
    for piece in _pieces(text):
        yield piece
        yield _stem(piece)


def _stem(word: str) -> str:
    """An English word without the ending of its plural."""
    if len(word) < 4 or not word.isascii() or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses", "zes")) else word[:-1]
