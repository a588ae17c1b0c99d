"""A coded archive and what people named go in; candidate groups of passages, and a structure of named concepts, come out."""
