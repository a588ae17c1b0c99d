"""A number goes in, and comes out with its noun."""


def counted(number: int, one: str, many: str = "") -> str:
    """`1 passage`, `2 passages`; `many` where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def be(number: int) -> str:
    """What goes behind it: `is` or `are`."""
    return "is" if number == 1 else "are"
