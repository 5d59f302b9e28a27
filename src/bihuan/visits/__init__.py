"""Meeting people: leaders' reception at the centre and in the villages, and consultation groups."""
