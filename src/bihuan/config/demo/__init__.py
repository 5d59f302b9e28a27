"""The reference county 澜州县: generated, seeded, reproducible; its figures come out of its rows."""
