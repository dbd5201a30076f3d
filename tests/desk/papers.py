"""Files as people send them, and as nobody should."""

import zipfile
from io import BytesIO

from PIL import Image


def pdf(text: str = "invoice") -> bytes:
    return b"%PDF-1.7\n" + text.encode() + b"\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(form: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8), "white").save(made, form)
    return made.getvalue()


def packed(*names: str, content: bytes = b"<x/>") -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return made.getvalue()


def workbook() -> bytes:
    return packed("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml")
