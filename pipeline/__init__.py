"""The stages of Threefaces and what runs them. Imports `data_schemas` and `models`."""
