"""What finds no fault in our pages finds those that are made on purpose."""

import pytest

from tests.windows.house import Windows
from tests.windows.reached import must_be_reached

FAULTS = {
    "no Tab comes to it": "put('<button tabindex=-1>a</button>')",
    "is out of its order": "put('<button tabindex=3>b</button>')",
    "is not of a kind that keys press": "put('<div role=button tabindex=0>c</div>')",
    "listens to a pointer: <p>d": "put('<p>d</p>').addEventListener('click', () => 0)",
    "listens to a pointer: <div hx-get": "put('<div hx-get=/>e</div>')",
    "has its own handler": "put('<p ondrop=0>f</p>')",
    "says something to a pointer alone": "put('<p title=more>g</p>')",
    "looks like something to press": "put('<p>h</p>').style.cursor = 'pointer'",
    "loses the focus when": "put('<div hx-get=/ hx-trigger=\"every 9s\"><button>i</button></div>')",
    "has the key of something else": "put('<a href=/ accesskey=x>j</a>'), put('<a href=/ accesskey=x>k</a>')",
    "the focus is not seen": "put('<button class=l>l</button>').style.outline = 'none'",
    "has its outline cut off": (
        "put('<p><button class=m>m</button></p>').style.cssText = 'overflow: clip; width: 9px; height: 9px'"
    ),
    "is focused below something else": (
        "put('<button class=n>n</button>'),"
        "put('<p>o</p>').style.cssText = 'position: fixed; inset: 0; background: red'"
    ),
    "Tab never leaves": "put('<input class=p>').addEventListener('keydown', e => e.preventDefault())",
    "Enter does not press it": (
        "put('<button class=q>q</button>').addEventListener('keydown',"
        " e => e.key === 'Enter' && e.preventDefault())"
    ),
}
PUT = "const put = made => { main.insertAdjacentHTML('beforeend', made); return main.lastElementChild; };"


def test_each_fault_is_found(windows: Windows) -> None:
    page = windows.open("")
    for fault, made in FAULTS.items():
        page.goto("/account/login/")
        page.evaluate(f"() => {{ const main = document.getElementById('main'); {PUT} {made} }}")
        with pytest.raises(AssertionError) as found:
            must_be_reached(page)
        assert fault in str(found.value)
    page.goto("/account/login/")
    must_be_reached(page)
