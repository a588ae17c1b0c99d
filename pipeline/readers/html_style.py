"""The elements of a web page go in; out comes which are bold and which are not shown, by tag, attribute or style sheet."""

import re
from typing import Any

from pipeline.readers.talk import squeeze

MAX_SHEET = 500_000  # characters of style sheets that are looked at

Element = Any  # lxml's elements carry no types

_BOLD_TAGS = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"(?:[a-z]\w*)?\.([\w-]+)", re.IGNORECASE)  # a class, of whatever element
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|bolder|normal|lighter|\d{3})", re.IGNORECASE)
_GONE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)


class Looks:
    """What a page's own style sheets say of its classes."""

    def __init__(self, root: Element) -> None:
        self._bold: dict[str, bool] = {}
        self._gone: set[str] = set()
        left = MAX_SHEET
        for sheet in root.iter("style"):
            text = (sheet.text or "")[:left]
            left -= len(text)
            for selectors, body in _RULE.findall(text):
                self._rule(selectors, body)

    def bold(self, element: Element) -> bool | None:
        """Whether an element sets its text in bold; None where it leaves that to the element around it."""
        if weight := _WEIGHT.search(element.get("style") or ""):
            return _is_bold(weight[1])
        said = [self._bold[name] for name in (element.get("class") or "").split() if name in self._bold]
        if said:
            return any(said)
        return True if element.tag in _BOLD_TAGS else None

    def gone(self, element: Element) -> bool:
        """Whether an element is not shown."""
        if element.get("hidden") is not None or _GONE.search(element.get("style") or ""):
            return True
        return not self._gone.isdisjoint((element.get("class") or "").split())

    def _rule(self, selectors: str, body: str) -> None:
        weight = _WEIGHT.search(body)
        gone = _GONE.search(body)
        if weight is None and gone is None:
            return
        for selector in selectors.split(","):
            if (simple := _SIMPLE.fullmatch(squeeze(selector))) is None:
                continue
            if weight is not None:
                self._bold[simple[1]] = _is_bold(weight[1])
            if gone is not None:
                self._gone.add(simple[1])


def _is_bold(weight: str) -> bool:
    return weight.casefold() in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600)
