"""Pure Python that knows nothing of Django: identifiers, working time, clock, errors, money, reading of values."""
