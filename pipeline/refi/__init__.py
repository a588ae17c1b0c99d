"""The finished archive and what people decided go in, a REFI-QDA project (.qdpx) or codebook (.qdc) comes out.

Written for REFI-QDA 1.0 (qdasoftware.org, 2019) and for what programs make of it: docs/exchange.md has the rules.
"""
