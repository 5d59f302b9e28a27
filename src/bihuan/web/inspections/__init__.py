"""Pages of campaigns, rounds and what is found on them."""
