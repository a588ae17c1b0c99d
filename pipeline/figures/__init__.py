"""The tables of a finished archive go in, its figures come out: for the report, and as SVG and PNG for a paper."""
