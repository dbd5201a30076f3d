"""A page as its reader has it."""

import re
from typing import Any

SECRETS = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]*')


def text(answer: Any) -> str:
    """What the page says, without the secrets of its forms: chance writes any short word into one of them."""
    return SECRETS.sub(r"\1", answer.content.decode())
