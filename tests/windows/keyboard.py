"""Hands that have a keyboard and no mouse: what they come to by Tab, and what they press there."""

from typing import Any

from tests.windows.house import PASSWORD

MOST = 250
"""So often Tab is pressed to come to something, at most."""

WHERE = """wanted => {
  const here = document.activeElement, follows = (one, other) => one.compareDocumentPosition(other) & 4;
  if (here.matches(wanted)) {
    const style = getComputedStyle(here);
    return [style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 ? 'here' : 'unseen', 0];
  }
  const all = [...document.querySelectorAll(wanted)].filter(one => one.checkVisibility()), there = all[0];
  if (!there) return ['nowhere', 0];
  if (here === document.body) return ['after', 1];
  const back = follows(there, here), [from, to] = back ? [there, here] : [here, there];
  const stops = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const stop = one => !one.disabled && !/hidden|radio/.test(one.type)
    && one.checkVisibility({ visibilityProperty: true });
  const passed = one => stop(one) && follows(from, one) && follows(one, to);
  const between = [...document.querySelectorAll(stops)].filter(passed);
  return [back ? 'before' : 'after', between.length + 1];
}"""
"""Where the focus is, seen from what is wanted, and how often Tab leads there at least."""

PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""A page puts its focus where it begins when it is first painted; who has not seen it yet presses nothing."""


class Keyboard:
    """A page that is used by its keys alone. `to` names things as stylesheets do, and goes there by Tab."""

    def __init__(self, page: Any) -> None:
        self.page = page
        page.on(
            "filechooser", lambda _: None
        )  # from now on the driver is shown dialogues of files, none missed

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def to(self, wanted: str) -> None:
        """Tab, or Shift and Tab, until the focus is there, where it must be seen."""
        pressed = 0
        while pressed < MOST:
            where, times = self.page.evaluate(WHERE, wanted)
            if where == "here":
                return
            assert where in ("before", "after"), f"{wanted} is {where} on {self.page.url}"
            for _ in range(times):
                self.press("Shift+Tab" if where == "before" else "Tab")
            pressed += times
        raise AssertionError(f"no Tab leads to {wanted} on {self.page.url}")

    def into(self, wanted: str, text: str) -> None:
        """Types into a field, in the place of what stood there; of a list the first entry that begins so."""
        self.to(wanted)
        if self.page.evaluate("() => document.activeElement.matches('input:not([type^=date]), textarea')"):
            self.press("Control+a")
        self.page.keyboard.type(text)

    def go(self, wanted: str = "", key: str = "Enter") -> None:
        """Presses a key (on something) that leads to another page, and waits for it."""
        if wanted:
            self.to(wanted)
        with self.page.expect_navigation():
            self.press(key)
        self.page.evaluate(PAINTED)

    def access(self, letter: str) -> None:
        """Presses Alt and a letter that is shown, which leads to another page. What the driver presses itself
        leaves out what the key would write without Alt, by which a browser knows an access key."""
        line = self.page.context.new_cdp_session(self.page)
        code = {"code": f"Key{letter.upper()}", "windowsVirtualKeyCode": ord(letter.upper())}
        key = {"modifiers": 1, "key": letter, "unmodifiedText": letter, **code}
        with self.page.expect_navigation():
            line.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
            line.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
        line.detach()
        self.page.evaluate(PAINTED)

    def give(self, wanted: str, *files: Any) -> None:
        """Opens the browser's own dialogue of files by the space bar, and chooses there."""
        self.to(wanted)
        with self.page.expect_file_chooser() as dialogue:
            self.press("Space")
        dialogue.value.set_files(list(files))

    def has(self, wanted: str) -> bool:
        """Whether the focus is there."""
        return bool(self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted))

    def sign_in(self, person: str) -> None:
        self.page.goto("/account/login/")
        self.into("#id_login", person)
        self.into("#id_password", PASSWORD)
        self.go()
