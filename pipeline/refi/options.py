"""What a user may ask of an export to other programs."""

from typing import Literal

Format = Literal["qdpx", "qdc"]
Which = Literal["human", "machine", "all"]
Tool = Literal["nvivo", "qualcoder", "maxqda", "atlas"]
