"""In which language a page speaks: "en" or "zh". What was chosen on the page and remembered, else the
account's, else the browser's."""

from datetime import timedelta

from django.http import HttpRequest

COOKIE = "language"
LASTS = timedelta(days=365)
LANGUAGES = ("en", "zh")
DJANGO = {"en": "en", "zh": "zh-hans"}
"""What Django and its packages call them."""
TAGS = {"en": "en", "zh": "zh-Hans"}
"""What HTML calls them."""


def language_of(request: HttpRequest) -> str:
    """The language of the answer to a request."""
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return "zh" if user.language.startswith("zh") else "en"
    return "zh" if request.META.get("HTTP_ACCEPT_LANGUAGE", "").lower().startswith("zh") else "en"


def pick(language: str, en: str, zh: str, **arguments: object) -> str:
    """One of two texts, its arguments in place."""
    text = zh if language == "zh" else en
    return text.format(**arguments) if arguments else text
