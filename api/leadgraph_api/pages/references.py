"""References: a work as a line of a bibliography."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadgraph.model import Name, Source

CONTAINERS = ("journal", "journaltitle", "booktitle", "maintitle")
HOUSES = ("publisher", "institution", "school", "organization", "howpublished", "address")
MANY = 8
"""Names that are given in full; of more, the first six and the last."""


def reference(source: Source) -> list[tuple[str, str]]:
    """Return a reference as parts, each with what it is: ``text``, or ``title`` (set in italics).

    >>> ada = Name(family="Okafor", given="Ada")
    >>> work = Source(key="x", type="book", title="On Schools", year=2001, authors=(ada,),
    ...               fields={"publisher": "P"})
    >>> "".join(text for _, text in reference(work))
    'Okafor, A. (2001). On Schools. P.'
    """
    return list(_parts(source))


def _parts(source: Source) -> Iterator[tuple[str, str]]:
    who = people(source.authors or source.editors)
    editors = " (eds)" if source.editors and not source.authors else ""
    when = f"({source.year if source.year is not None else 'n.d.'})"
    yield "text", f"{who}{editors} {when}. " if who else f"{when}. "
    container = next((source.fields[name] for name in CONTAINERS if name in source.fields), None)
    yield ("text" if container else "title"), source.title or source.key
    yield "text", ". "
    if container:
        yield "title", container
        yield "text", f"{_place(source)}. "
    houses = [source.fields[name] for name in HOUSES if name in source.fields]
    if houses:
        yield "text", f"{', '.join(houses)}."


def _place(source: Source) -> str:
    """Return where in its journal or book a work stands: ", 28(1), 27-42"."""
    told = source.fields
    volume = told.get("volume", "")
    number = told.get("number") or told.get("issue")
    volume += f"({number})" if number else ""
    pages = (told.get("pages") or told.get("eid") or "").replace("--", "–")
    return "".join(f", {part}" for part in (volume, pages) if part)


def people(names: Sequence[Name]) -> str:
    """Return names as a bibliography gives them: ``Leithwood, K., Day, C. & Sammons, P.``."""
    told = [_person(name) for name in names]
    if len(told) > MANY:
        return f"{', '.join(told[:6])}, … {told[-1]}"
    return " & ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def _person(name: Name) -> str:
    if name.literal:
        return name.literal
    initials = " ".join(
        "-".join(f"{part[0]}." for part in given.split("-") if part)
        for given in (name.given or "").split()
    )
    return ", ".join(part for part in (name.short, name.suffix, initials) if part)
