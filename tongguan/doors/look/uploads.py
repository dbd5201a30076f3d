"""Files from outside: how much a form may send, what is larger being refused before it is read; and how they
are handed out again."""

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import FileResponse

ROOM = 5
"""So many of the largest papers fit into one form."""


class Bounded(FileUploadHandler):
    """Refuses a form by its length; passes the bytes of files on to the next handler."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:
        most = settings.DOCUMENT_MEGABYTES * ROOM * 1_000_000
        if content_length > most:
            raise RequestDataTooBig(f"{content_length} bytes, at most {most} are read")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def handed_out(content: IO[bytes], **how: Any) -> FileResponse:
    """A file as it came: nothing in it runs, it passes for no other type, and no cache keeps it."""
    answer = FileResponse(content, **how)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
