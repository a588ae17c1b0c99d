"""A model and labelled passages go in; figures, plots and a report that say how far to trust it come out."""
