"""A chart goes in; it comes out as SVG for a page or a file and as PNG, the same bytes on every machine.

Text is measured in a typeface that vl-convert brings along. In a page ink, lines and the codes' colours follow the style
sheet, so that a figure is legible on light and on dark paper; marks lead to their passages and tell their figures.
"""

import json
import struct
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import vl_convert
from defusedxml.ElementTree import fromstring

from pipeline.export.escape import CONTROL

INK, MUTED, LINE, ACCENT, OTHER = "#1f1e1c", "#66625b", "#ded9cf", "#1a5a8a", "#b35806"  # as in style.css, but the last
VARIABLES = {INK: "var(--ink)", MUTED: "var(--muted)", LINE: "var(--line)", ACCENT: "var(--link)", OTHER: "var(--warn)"}
FONT = "Liberation Sans"  # which vl-convert ships
FONTS = f"{FONT}, Arial, Helvetica, sans-serif"
SCALE = 2  # PNG pixels per pixel
HEADER = 33  # bytes of a PNG's signature and first chunk
KEPT = 64  # drawings held in memory: several archives' worth
XMLNS = {"xmlns": "http://www.w3.org/2000/svg", "version": "1.1"}
NAMESPACES = (f' xmlns="{XMLNS["xmlns"]}"', ' xmlns:xlink="http://www.w3.org/1999/xlink"')
BASE = "https://vega.github.io/vega-datasets/"  # what vl-convert puts before a fragment


def specification(chart: Any) -> str:
    """A chart as Vega-Lite in JSON, dressed as all of our figures are; control characters in its text are dropped."""
    axis = {"labelColor": INK, "titleColor": MUTED, "tickColor": LINE, "domainColor": LINE, "gridColor": LINE}
    fonts = {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal"}
    header = {"labelColor": INK, "labelFontSize": 11, "labelFontWeight": "bold", "titleColor": MUTED, "labelLimit": 200}
    spec: dict[str, Any] = chart.to_dict(validate=False)
    spec["config"] = {
        "background": None,
        "font": FONT,
        "axis": {**axis, **fonts, "labelLimit": 220, "labelFlush": False},
        "header": {**header, "labelAnchor": "start", "title": None},
        "title": {"color": INK, "fontSize": 12, "anchor": "start", "fontWeight": "bold"},
        "view": {"stroke": None},
    }
    return json.dumps(_cleaned(spec), sort_keys=True)


def for_page(drawn: str, *, text: str, colours: Collection[str]) -> str:
    """The SVG as it stands within a page; `text` in its place, `colours` are those that the page has a class for."""
    root = fromstring(drawn)
    root.attrib.update({"role": "group", "aria-label": CONTROL.sub("", text)})
    for element in root.iter():
        for name in ("fill", "stroke"):
            colour = element.get(name, "")
            if colour in VARIABLES:
                element.set(name, VARIABLES[colour])
            elif colour in colours:
                element.set(name, "var(--c)")
                element.set("class", f"c-{colour[1:]}")
    return tostring(root, encoding="unicode")


def for_file(drawn: str, *, title: str) -> str:
    """The SVG as a file of its own, on white paper; without links, which lead nowhere from there."""
    root = fromstring(drawn)
    for element in root.iter("a"):
        element.tag = "g"
        for name in ("href", "tabindex", "aria-label"):
            element.attrib.pop(name, None)
    root.attrib.update(XMLNS)
    paper = Element("rect", {"width": root.get("width", ""), "height": root.get("height", ""), "fill": "white"})
    root.insert(0, paper)
    named = Element("title")
    named.text = CONTROL.sub("", title)
    root.insert(0, named)
    return tostring(root, encoding="unicode") + "\n"


@lru_cache(maxsize=KEPT)
def drawing(spec: str) -> str:
    """Vega-Lite in JSON as SVG: marks carry a `title` with what they tell, in a link that no tab key stops at."""
    made: str = vl_convert.vegalite_to_svg(spec)
    for name in NAMESPACES:
        made = made.replace(name, "", 1)
    root = fromstring(made.replace(' xlink:href="', ' href="'))
    for element in list(root.iter()):
        _told(element)
    return tostring(root, encoding="unicode")


@lru_cache(maxsize=KEPT)
def picture(svg: str, *, title: str) -> bytes:
    """An SVG as PNG, its title within the file as the image's description (PNG 1.2, iTXt)."""
    drawn: bytes = vl_convert.svg_to_png(svg, scale=SCALE)
    content = b"iTXtDescription\x00\x00\x00\x00\x00" + CONTROL.sub("", title).encode()
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    return drawn[:HEADER] + chunk + drawn[HEADER:]


def _told(element: Element) -> None:
    """What a mark says goes into a title; what Vega says of axes and groups goes, as words of the figure say it better."""
    told = element.attrib.pop("aria-label", "")
    mark = element.attrib.pop("aria-roledescription", "") not in ("axis", "header", "title", "legend")
    for name in ("role", "aria-hidden", "pointer-events", "class"):
        element.attrib.pop(name, None)
    if "font-family" in element.attrib:
        element.set("font-family", FONTS)
    if told and mark and element.tag != "g":
        title = SubElement(element, "title")
        title.text = told
    if element.tag == "a":
        element.set("href", element.get("href", "").removeprefix(BASE))
        element.set("tabindex", "-1")
        element.set("aria-label", next((child.get("aria-label", "") for child in element), ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names that stand for numbers in a chart, so that two things of one name are still two."""

    names: tuple[str, ...]

    @property
    def expression(self) -> str:
        """The name of a number, as an expression of Vega's."""
        return f"{json.dumps([CONTROL.sub('', name) for name in self.names])}[datum.value]"


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return CONTROL.sub("", value)
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return {key: _cleaned(one) for key, one in value.items()} if isinstance(value, dict) else value
