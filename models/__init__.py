"""The coder: trunk, heads, decisions, training and evaluation. Imports `data_schemas` only."""
