"""The page that shows the shipped rules to a reader: docs/rulebook.md."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tongguan.desk.rulebooks.files import read
from tongguan.desk.rulebooks.lines import Line
from tongguan.law.registry import TABLES

DRAWN = 250  # a table of more rows is told by its numbers and its file
BOOKS = ("cn", "gb")

HEAD = """\
# The shipped rules

Written by `tongguan docs` from the files in `rules/`; do not edit it. Each row holds from its day until the
next row of its key; how the files are read is told in [rules-format.md](rules-format.md), how the rows of the
tariff came about in [tariff.md](tariff.md). A row is *verified* when it was checked against its instrument;
everything else is to be checked before anybody relies on it. Secret tables (criteria, salts) are never drawn.
"""


def page(rules: Path) -> str:
    """The whole page, from the folder of the shipped rules."""
    parts = [HEAD]
    for jurisdiction in BOOKS:
        if (rules / jurisdiction).is_dir():
            parts.extend(book(rules / jurisdiction, jurisdiction))
    return "\n".join(parts).rstrip() + "\n"


def book(folder: Path, jurisdiction: str) -> Iterator[str]:
    """One rulebook. Raises ValueError: a file has problems."""
    lines, problems = read(folder)
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    tables: dict[str, list[Line]] = {}
    for line in lines:
        if not TABLES[line.row.table].secret:
            tables.setdefault(line.row.table, []).append(line)
    verified = sum(line.row.verified for held in tables.values() for line in held)
    rows = sum(map(len, tables.values()))
    yield f"## {jurisdiction}\n\n{rows} rows in {len(tables)} tables, {verified} of them verified.\n"
    yield grid(
        ("table", "rows", "keys", "verified", "file"),
        (
            (
                f"[{name}](#{jurisdiction}-{name})" if len(held) <= DRAWN else name,
                str(len(held)),
                str(len({line.row.key for line in held})),
                str(sum(line.row.verified for line in held)),
                ", ".join(f"`{jurisdiction}/{file}`" for file in dict.fromkeys(line.file for line in held)),
            )
            for name, held in sorted(tables.items())
        ),
    )
    for name, held in sorted(tables.items()):
        yield (
            small(f"{jurisdiction} {name}", held)
            if len(held) <= DRAWN
            else large(f"{jurisdiction} {name}", held)
        )


def small(title: str, held: Sequence[Line]) -> str:
    """A table in full."""
    columns = [c for c in TABLES[held[0].row.table].columns if any(c in line.columns for line in held)]
    scoped = ["scope"] if any(line.row.scope for line in held) else []
    rows = (
        (
            line.row.key,
            line.row.valid_from.isoformat(),
            *([line.row.scope] if scoped else []),
            *told(line, columns),
            line.row.source,
            "yes" if line.row.verified else "no",
        )
        for line in sorted(held, key=lambda line: (line.row.key, line.row.valid_from))
    )
    return f"### {title}\n\n" + grid(("key", "from", *scoped, *columns, "source", "verified"), rows)


def told(line: Line, columns: Sequence[str]) -> list[str]:
    if line.row.value is None:
        return ["*taken back*" if line.row.withdrawn else "*ended*", *[""] * (len(columns) - 1)]
    return [line.columns.get(column, "") for column in columns]


def large(title: str, held: Sequence[Line]) -> str:
    """A long table by its days and sources."""
    days: Mapping[str, int] = Counter(str(line.row.valid_from.year) for line in held)
    by_year = ", ".join(f"{year}: {count}" for year, count in sorted(days.items()))
    sources = Counter(line.row.source.split(", page of")[0] for line in held).most_common(8)
    rows = ((source, str(count)) for source, count in sources)
    return f"### {title}\n\nRows by the year from which they hold: {by_year}.\n\n" + grid(
        ("the commonest sources", "rows"), rows
    )


def grid(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    head = tuple(header)
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join('---' for _ in head)}|"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"
