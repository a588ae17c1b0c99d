"""A codebook goes in; it comes out with colours that are told apart on a page, by those who see few colours too.

A code keeps its colour as long as it stands out from the page and from every colour before it; two codes of one colour keep one.
Beyond about 20 colours none may be left that stands out: then a code keeps its own, though it may be taken for another.
Distances are those of OKLab (Ottosson 2020), times 100; how colours look to people without one kind of cone is simulated after
Machado, Oliveira and Fernandes (2009). No page tells codes by colour alone: each has its name, and letters.
"""

from functools import lru_cache

import msgspec
import numpy as np

from data_schemas.codebook import Codebook
from pipeline.statistics.intervals import Floats

PAPER = "#fbfaf7"  # of the pages, as in style.css
CONTRAST = 3.0  # of a mark against the paper (WCAG 2.2, 1.4.11)
APART, BLIND_APART = 13.0, 4.0  # of two colours, as most people see them and in each of three kinds of colour blindness
CONES = np.array(
    [
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ]
)  # all cones; without those for long, middle and short waves
LIGHT = np.array([0.2126, 0.7152, 0.0722])  # of each channel in what is seen as brightness
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
STEPS = range(0, 256, 17)  # of each channel, among which others are looked for
GREYNESS = 2.0  # weight of a change in how colourful it is: grey is to stay grey


def told_apart(codebook: Codebook) -> Codebook:
    """The same codebook, in the same order, with `color` changed where it would be taken for an earlier one."""
    given = tuple(dict.fromkeys(c.color.lower() for d in codebook.dimensions for c in d.codes))
    shown = dict(zip(given, _shown(given), strict=True))
    dimensions = (
        msgspec.structs.replace(
            d, codes=tuple(msgspec.structs.replace(c, color=shown[c.color.lower()]) for c in d.codes)
        )
        for d in codebook.dimensions
    )
    return msgspec.structs.replace(codebook, dimensions=tuple(dimensions))


def distances(colour: Floats, others: Floats) -> Floats:
    """How far one colour, (4, 3) as `seen` gives it, lies from others, (n, 4, 3), in each kind of sight; (n, 4)."""
    apart: Floats = np.linalg.norm(others - colour, axis=-1)
    return apart


def seen(colours: Floats) -> Floats:
    """Colours, (n, 3) of 0 to 1, in OKLab times 100 as each of four kinds of sight has them; (n, 4, 3)."""
    looks = np.clip(np.einsum("sij,nj->nsi", CONES, _linear(colours)), 0, 1)
    lab: Floats = 100 * np.cbrt(looks @ TO_CONES.T) @ TO_LAB.T
    return lab


def contrast(colours: Floats, paper: Floats) -> Floats:
    """The contrast of colours, (n, 3), with the paper, (3,), as WCAG has it; (n,)."""
    one, other = _linear(colours) @ LIGHT + 0.05, float(_linear(paper) @ LIGHT) + 0.05
    ratio: Floats = np.maximum(one, other) / np.minimum(one, other)
    return ratio


def rgb(colour: str) -> Floats:
    """Its channels, 0 to 1; (3,)."""
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)], dtype=np.float64) / 255


@lru_cache(maxsize=16)
def _shown(given: tuple[str, ...]) -> tuple[str, ...]:
    paper = rgb(PAPER)
    choices = np.array([(r, g, b) for r in STEPS for g in STEPS for b in STEPS], dtype=np.float64) / 255
    choices = choices[contrast(choices, paper) >= CONTRAST]
    looks = seen(choices)
    shown: list[str] = []
    for colour in given:
        own = rgb(colour)[None]
        look, kept = seen(own)[0], seen(np.array([rgb(other) for other in shown]).reshape(-1, 3))
        if contrast(own, paper)[0] >= CONTRAST and _stands_out(look[None], kept)[0]:
            shown.append(colour)
            continue
        free = _stands_out(looks, kept)
        near = np.round(np.where(free, distances(look, looks)[:, 0] + GREYNESS * _greyer(look, looks), np.inf), 6)
        found = choices[int(np.argmin(near))] if free.any() else own[0]
        shown.append("#" + "".join(f"{round(255 * float(channel)):02x}" for channel in found))
    return tuple(shown)


def _stands_out(looks: Floats, kept: Floats) -> np.ndarray:
    """Which of the looks lie far enough from all that are kept; (n,)."""
    apart = np.linalg.norm(looks[:, None] - kept[None], axis=-1)
    clear: np.ndarray = ((apart[..., 0] >= APART) & (apart[..., 1:] >= BLIND_APART).all(axis=-1)).all(axis=1)
    return clear


def _greyer(look: Floats, looks: Floats) -> Floats:
    """By how much the others are more or less colourful; (n,)."""
    chroma: Floats = np.linalg.norm(looks[:, 0, 1:], axis=-1)
    return np.abs(chroma - float(np.linalg.norm(look[0, 1:])))


def _linear(colours: Floats) -> Floats:
    """Light in proportion, from the channels of sRGB."""
    straight: Floats = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return straight
