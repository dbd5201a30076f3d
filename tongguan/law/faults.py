"""What is wrong with a text that a person has written into a rule, in both languages."""


class Fault(ValueError):
    """`column` is the column that is meant (or a longer text in which the place stands), "" for the row.
    What it says in English and in Chinese names its arguments in braces."""

    def __init__(self, column: str, en: str, zh: str, **told: object) -> None:
        self.column, self.en, self.zh = column, en.format(**told), zh.format(**told)
        super().__init__(f"{column}: {self.en}" if column else self.en)


def neither(column: str, text: str, *words: str) -> Fault:
    """A text that is none of a few words."""
    known, chinese = (word or "empty" for word in words), (word or "空" for word in words)
    return Fault(
        column,
        "{text!r} is none of {known}",
        "“{text}”应为以下之一：{chinese}",
        text=text,
        known=", ".join(known),
        chinese="、".join(chinese),
    )


def not_whole(column: str, text: str) -> Fault:
    """A text that is no whole number."""
    return Fault(column, "{text!r} is not a whole number", "“{text}”不是整数", text=text)
