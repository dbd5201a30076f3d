"""Whether all that can be used on a page can be used without a mouse.

Whatever does something is of a kind that keys press; Tab comes to it, in the order of the page; the focus is
seen there and lies below nothing; Enter presses it; and nothing holds the focus. Every page is looked at; of
what stands on several pages of one kind Tab and Enter are pressed once in a run.
"""

from typing import Any
from urllib.parse import urlsplit

KNOWN: set[tuple[str, str]] = set()
"""What the keys were pressed on: the name of the page, and the kind of thing that stands there."""
MOST = 3
"""So often Tab is pressed for each thing, at most: a date has parts of its own, and so has a time."""


def must_be_reached(page: Any) -> None:
    """Nothing on the page waits for a pointer; leaves the page as it was."""
    faults = list(page.evaluate(LOOKED))
    from django.urls import resolve

    name = resolve(urlsplit(page.url).path).view_name
    new = {(name, one) for one in page.evaluate("() => keys.kinds()")} - KNOWN
    if new:
        KNOWN.update(new)
        faults += _pressed(page)
    page.evaluate("() => keys.over()")
    assert not faults, f"{page.url}\n" + "\n".join(dict.fromkeys(faults))


def _pressed(page: Any) -> list[str]:
    """Goes through the page by Tab, and back where something sticks to an edge and may cover the rest."""
    begun = page.evaluate(BEGUN)
    for key in ("Tab", "Shift+Tab") if begun["sticks"] else ("Tab",):
        for _ in range(MOST * begun["many"] + 20):
            page.keyboard.press(key)
            where = page.evaluate("() => keys.here()")
            if where == "presses":
                page.keyboard.press("Enter")
            elif where == "over":
                break
        else:
            return [f"{key} never leaves {page.evaluate('() => keys.told(document.activeElement)')}"]
    return list(page.evaluate("() => keys.missed()"))


POINTED = """(() => {
  const pointer = /^(click|dblclick|auxclick|contextmenu|mouse|pointer|touch|drag|drop)/;
  const add = EventTarget.prototype.addEventListener;
  window.pointed = new Set();
  EventTarget.prototype.addEventListener = function (kind, ...rest) {
    if (this instanceof Element && pointer.test(kind)) window.pointed.add(this);
    return add.call(this, kind, ...rest);
  };
})()"""
"""Before a page begins: notes what listens to a pointer."""

LOOKED = """() => {
  const own = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  const roles = ['button', 'link', 'tab', 'menuitem', 'checkbox', 'option', 'switch'];
  const likes = roles.map(one => `[role=${one}]`).join() + ', a:not([href]), dialog, [popover]'
    + ', [contenteditable], [draggable=true]';
  const faults = [], shut = [...document.querySelectorAll('details:not([open])')];
  const told = one => one.outerHTML.replace(/\\s+/g, ' ').slice(0, 160);
  const wrong = (one, why) => faults.push(`${why}: ${told(one)}`);
  const seen = one => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const all = wanted => [...document.querySelectorAll(wanted)].filter(seen);
  for (const one of shut) one.open = true;

  const groups = new Map();  // of radio buttons Tab comes to one, and arrows to the others
  for (const one of all('input[type=radio]')) {
    const group = `${[...document.forms].indexOf(one.form)} ${one.name}`;
    if (one.checked || !groups.has(group)) groups.set(group, one);
  }
  const ones = new Set(groups.values());
  const wanted = all(own).filter(one => !one.disabled && (one.type !== 'radio' || ones.has(one)));
  for (const one of wanted)
    if (one.tabIndex < 0 || one.closest('[inert]')) wrong(one, 'no Tab comes to it');
  for (const one of all('[tabindex]')) if (one.tabIndex > 0) wrong(one, 'is out of its order');
  for (const one of all(likes)) if (!one.matches(own)) wrong(one, 'is not of a kind that keys press');
  for (const one of window.pointed)
    if (seen(one) && !one.matches(`${own}, form, body`)) wrong(one, 'listens to a pointer');
  for (const one of all('*')) {
    const asks = one.hasAttribute('hx-get') || one.hasAttribute('hx-post');
    const when = one.getAttribute('hx-trigger') || 'click';
    if (asks && !one.matches(`${own}, form`) && /click|mouse|pointer|touch|drag/.test(when))
      wrong(one, 'listens to a pointer');
    if (one.getAttributeNames().some(name => /^(on|hx-on)/.test(name))) wrong(one, 'has its own handler');
    if (one.title && !one.textContent.includes(one.title.split(/[;；]/)[0]))
      wrong(one, 'says something to a pointer alone');
    if (getComputedStyle(one).cursor === 'pointer' && !one.closest(`${own}, label`))
      wrong(one, 'looks like something to press');
  }
  for (const part of all('[hx-trigger*=every]:not([hx-swap=innerHTML])'))
    for (const one of part.querySelectorAll(own))
      if (seen(one) && !one.id) wrong(one, 'loses the focus when its part of the page comes anew');
  const access = new Set();
  for (const one of all('[accesskey]')) {
    if (access.has(one.accessKey)) wrong(one, 'has the key of something else');
    access.add(one.accessKey);
  }
  const kind = ({ tagName, type, name, pathname, className, parentElement }) =>
    [tagName, type, name, pathname, className, parentElement.className].join(' ').replace(/\\d+/g, '0');
  const kinds = () => ['', ...new Set(wanted.filter(one => !one.closest('header')).map(kind))];
  window.keys = { wanted, told, kind, kinds };
  keys.over = () => {
    for (const one of shut) one.open = false;
    document.activeElement.blur();
    delete window.keys;
  };
  return faults;
}"""
"""What of a page no key does. Unfolds the page, and leaves in `keys` what Tab has to come to."""

BEGUN = """() => {
  const met = new Set(), done = new Set(), pressed = new Set(), faults = new Map();
  const skip = document.querySelector('a.skip');
  const room = one => {
    const left = { top: 0, left: 0, bottom: innerHeight, right: innerWidth };
    for (let up = one.parentElement; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up), edge = up.getBoundingClientRect();
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      for (const side of ['top', 'left']) left[side] = Math.max(left[side], edge[side]);
      for (const side of ['bottom', 'right']) left[side] = Math.min(left[side], edge[side]);
    }
    return left;
  };
  const fault = one => {
    const style = getComputedStyle(one), width = parseFloat(style.outlineWidth);
    if (style.outlineStyle === 'none' || !(width >= 2)) return 'the focus is not seen';
    const edge = room(one), far = width + parseFloat(style.outlineOffset) - 1;
    let sides = 0, open = false;
    for (const at of one.getClientRects()) {
      sides += (at.top - far >= edge.top) + (at.left - far >= edge.left)
        + (at.bottom + far <= edge.bottom) + (at.right + far <= edge.right);
      const left = Math.max(at.left, edge.left), right = Math.min(at.right, edge.right);
      const top = Math.max(at.top, edge.top), bottom = Math.min(at.bottom, edge.bottom);
      if (left < right && top < bottom) for (const x of [.5, .1, .9]) for (const y of [.5, .2, .8]) {
        const hit = document.elementFromPoint(left + x * (right - left), top + y * (bottom - top));
        const named = hit && [...one.labels || []].some(label => label.contains(hit));
        open ||= !!hit && (one.contains(hit) || named);
      }
    }
    return !open ? 'is focused below something else' : sides < 2 ? 'has its outline cut off' : '';
  };
  const stop = event => {
    if (event.type === 'click' && event.isTrusted) done.add(event.target);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  for (const kind of ['click', 'submit']) addEventListener(kind, stop, true);
  const over = keys.over, acts = 'a, summary, button, input[type=submit]';
  keys.over = () => {
    for (const kind of ['click', 'submit']) removeEventListener(kind, stop, true);
    over();
  };
  keys.here = () => {
    const one = document.activeElement, again = met.has(one);
    if (one === document.body) return '';
    if (one === skip) return again ? 'over' : met.add(one) && '';
    const why = fault(one);
    if (why) faults.set(one, why);
    met.add(one);
    const presses = one.matches(acts) && !pressed.has(keys.kind(one));
    if (presses) pressed.add(keys.kind(one));
    return presses ? 'presses' : '';
  };
  keys.missed = () => {
    const here = one => one.isConnected && one.checkVisibility() && one !== skip;
    const all = keys.wanted.filter(here), missed = all.filter(one => !met.has(one));
    const alive = new Set([...done].map(keys.kind));
    const dead = all.filter(one => one.matches(acts) && met.has(one) && !alive.has(keys.kind(one)));
    return [...faults].filter(([one]) => here(one)).map(([one, why]) => `${why}: ${keys.told(one)}`)
      .concat(missed.map(one => `Tab does not come to it: ${keys.told(one)}`))
      .concat(dead.map(one => `Enter does not press it: ${keys.told(one)}`));
  };
  skip.focus();
  met.add(skip);
  const sticks = one => getComputedStyle(one).position === 'sticky';
  return { many: keys.wanted.length, sticks: [...document.querySelectorAll('body *')].some(sticks) };
}"""
"""Begins before the page; what is pressed from now on is noted and does nothing."""
