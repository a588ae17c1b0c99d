"""A coder's scores and people's labels go in; how far the coder may be trusted comes out."""
