"""What a file is, by its bytes: only what we know well enough is taken."""

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

import filetype
from lxml import etree
from PIL import Image

MOST_PIXELS = 120_000_000
MOST_PARTS, MOST_UNPACKED = 5_000, 200_000_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/tiff": (".tif", ".tiff"),
    XLSX: (".xlsx",),
    "application/ofd": (".ofd",),
    "text/xml": (".xml",),
}
"""The types that are taken, each with the endings that its files have."""
_PAGES = ("html", "svg")
"""Roots of XML that browsers would run."""


def media_of(content: bytes) -> str:
    """The type of a file, "" for what is not taken. Never raises, whatever the bytes."""
    head = content[:8192]
    guessed = filetype.guess(head)
    mime = guessed.mime if guessed else ""
    if head[:4] == b"PK\x03\x04":
        return _packed(content)
    if mime in ENDINGS and mime in _PROVEN:
        return mime if _PROVEN[mime](content) else ""
    return "text/xml" if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and _is_xml(content) else ""


def _is_pdf(content: bytes) -> bool:
    return content[:5] == b"%PDF-" and b"%%EOF" in content[-2048:]


def _is_image(form: str) -> Callable[[bytes], bool]:
    def proven(content: bytes) -> bool:
        try:
            with Image.open(BytesIO(content), formats=(form,)) as image:
                fits = image.width * image.height <= MOST_PIXELS
                image.verify()
        except Exception:  # whatever a broken picture makes its reader say
            return False
        return fits

    return proven


_PROVEN: Mapping[str, Callable[[bytes], bool]] = {
    "application/pdf": _is_pdf,
    "image/jpeg": _is_image("JPEG"),
    "image/png": _is_image("PNG"),
    "image/tiff": _is_image("TIFF"),
}


def _packed(content: bytes) -> str:
    """An XLSX without macros, or an OFD."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return ""
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return ""
    if any(part.flag_bits & 1 for part in parts) or any(n.lower().endswith("vbaproject.bin") for n in names):
        return ""
    if {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        return XLSX
    return "application/ofd" if "OFD.xml" in names else ""


def _is_xml(content: bytes) -> bool:
    """A well-formed document without document type, that is no page."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        return False
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return etree.QName(root).localname.lower() not in _PAGES


def named(name: str, media: str) -> str:
    """The name of a file as it is kept: without a path or signs that could mislead, at its end what it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>:|?*').strip(". ")
    ending = ENDINGS[media]
    stem = clean or "document"
    if not stem.lower().endswith(ending):
        stem += ending[0]
    head, dot, tail = stem.rpartition(".")
    return f"{head[:150]}{dot}{tail}"
