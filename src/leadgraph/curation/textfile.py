"""Bytes of a curated file -> text: UTF-8, with or without a byte-order mark, lines ended by LF."""

from __future__ import annotations

from pathlib import Path

from leadgraph.curation.problems import Report

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path, report: Report) -> str | None:
    r"""Return the text of a file, or None if it cannot be opened.

    A file in another encoding is reported with the place of the first byte that is not UTF-8, and
    read as Windows-1252 (which holds all printable characters of Latin-1), so that everything
    else that is wrong in it can be reported too. CR LF and CR become LF: lines keep their numbers.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        report.add("unreadable-file", path.name, 0, f"{path.name} cannot be read: {reason}")
        return None
    return decode(raw, path.name, report)


def decode(raw: bytes, file: str, report: Report) -> str:
    """Return the text of some bytes; report them if they are not UTF-8."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _decode_otherwise(raw, error, file, report)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _decode_otherwise(raw: bytes, error: UnicodeDecodeError, file: str, report: Report) -> str:
    encoding = "utf-16" if raw.startswith(_UTF16) else "windows-1252"
    # The error counts from behind a byte-order mark.
    seen = error.object[: error.start]
    line_start = max(seen.rfind(b"\n"), seen.rfind(b"\r")) + 1
    ended = seen.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    report.add(
        "encoding",
        file,
        ended.count(b"\n") + 1,
        f"{file} is not UTF-8: byte 0x{error.object[error.start]:02x} stands where none may",
        column=len(seen[line_start:].decode("utf-8", "replace")) + 1,
        remedy=f"convert it: iconv -f {encoding} -t utf-8 {file} > new && mv new {file}",
    )
    return raw.decode(encoding, "replace")
