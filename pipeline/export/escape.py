"""Any value goes in, text that is safe in a CSV cell, in HTML or in Markdown comes out; one function for each."""

import html
import re

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what makes a spreadsheet calculate (OWASP, CSV injection)
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$&])")  # with brackets taken literally, no parenthesis makes a link
LISTED = re.compile(r"^(\d*)([-+.)])")  # what begins a list where it begins a line
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def for_csv(value: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what would make it one."""
    return f"'{value}" if value.startswith(FORMULA) else value


def for_html(value: str) -> str:
    """Text for an element or a quoted attribute; control characters, which HTML does not allow, are dropped."""
    return html.escape(CONTROL.sub("", value), quote=True)


def for_markdown(value: str) -> str:
    """Text for one line or one table cell, every character with a meaning in Markdown or HTML taken literally."""
    return LISTED.sub(r"\1\\\2", MARKDOWN.sub(r"\\\1", " ".join(CONTROL.sub("", value).split())))
