"""A page as a test reads it: its elements, its links, what it loads, what it says."""

from __future__ import annotations

from html.parser import HTMLParser

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
"""What browsers say."""

VOID = {"meta", "link", "input", "br", "img", "hr", "circle", "rect", "path"}
Attributes = dict[str, str]


class Html(HTMLParser):
    """An HTML page, read strictly: every element that is opened is closed, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.source = text
        self.elements: list[tuple[str, Attributes]] = []
        self.said: list[str] = []
        self.headings: list[str] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(text)
        self.close()
        self.text = " ".join(" ".join(self.said).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def all(self, tag: str) -> list[Attributes]:
        """Return the attributes of all elements of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def links(self) -> list[str]:
        """Where the page leads."""
        return [a["href"] for a in self.all("a") if "href" in a]

    @property
    def ids(self) -> list[str]:
        """The ids of its elements."""
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def loaded(self) -> list[str]:
        """What a browser loads of its own accord."""
        scripts = [a for a in self.all("script") if a.get("type") != "application/ld+json"]
        found = [a.get("src", "inline script") for a in scripts]
        found += [a["href"] for a in self.all("link") if a.get("rel") in ("stylesheet", "icon")]
        for tag in ("img", "iframe", "object", "embed", "audio", "video", "source", "image", "use"):
            found += [str(sorted(a.items())) for a in self.all(tag)]
        return found

    @property
    def inline(self) -> list[str]:
        """Styles and scripts that stand in the page itself."""
        found = [
            name for _, a in self.elements for name in a if name == "style" or name[:2] == "on"
        ]
        return found + ["style" for _ in self.all("style")]
