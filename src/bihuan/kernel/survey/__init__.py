"""Survey forms in the XLSForm convention: their expressions, their design, and what an answer means. Pure Python."""
