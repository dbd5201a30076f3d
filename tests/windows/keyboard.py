"""Hands that have a keyboard and no mouse: what they come to by Tab, and what they press there."""

from typing import Any

from tests.windows.house import PASSWORD

MOST = 250
"""So often Tab is pressed to come to something, at most."""

WHERE = """wanted => {
  const here = document.activeElement;
  if (here.matches(wanted)) {
    const style = getComputedStyle(here);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 ? 'here' : 'unseen';
  }
  const all = [...document.querySelectorAll(wanted)].filter(one => one.checkVisibility());
  if (!all.length) return 'nowhere';
  return here !== document.body && all[0].compareDocumentPosition(here) & 4 ? 'before' : 'after';
}"""


PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""A page puts its focus where it begins when it is first painted; who has not seen it yet presses nothing."""


class Keyboard:
    """A page that is used by its keys alone. `to` names things as stylesheets do, and goes there by Tab."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def to(self, wanted: str) -> None:
        """Tab, or Shift and Tab, until the focus is there, where it must be seen."""
        for _ in range(MOST):
            where = self.page.evaluate(WHERE, wanted)
            if where == "here":
                return
            assert where in ("before", "after"), f"{wanted} is {where} on {self.page.url}"
            self.press("Shift+Tab" if where == "before" else "Tab")
        raise AssertionError(f"no Tab leads to {wanted} on {self.page.url}")

    def into(self, wanted: str, text: str) -> None:
        """Types into a field, in the place of what stood there; of a list the first entry that begins so."""
        self.to(wanted)
        if self.page.evaluate("() => document.activeElement.matches('input:not([type=date]), textarea')"):
            self.press("Control+a")
        self.page.keyboard.type(text)

    def go(self, wanted: str = "", key: str = "Enter") -> None:
        """Presses a key (on something) that leads to another page, and waits for it."""
        if wanted:
            self.to(wanted)
        with self.page.expect_navigation():
            self.press(key)
        self.page.evaluate(PAINTED)

    def sign_in(self, person: str) -> None:
        self.page.goto("/account/login/")
        self.into("#id_login", person)
        self.into("#id_password", PASSWORD)
        self.go()
