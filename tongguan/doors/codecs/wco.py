"""The WCO Data Model codec: bytes to a `Declaration` and back, and the answers.

The mapping stands in the book's element rows (columns `wco` and `wco_export`, told in docs/wco.md), so that a
field finds its place by a row and not by code here. Reading is in `wco_read`, writing in `wco_write`, what an
amendment makes of a declaration in `wco_amend`, the responses in `wco_answers`.
"""

from tongguan.doors.codecs.wco_amend import amended
from tongguan.doors.codecs.wco_read import Kind, Message, read
from tongguan.doors.codecs.wco_write import write

__all__ = ["Kind", "Message", "amended", "read", "write"]
