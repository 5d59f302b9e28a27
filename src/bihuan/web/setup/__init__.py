"""Pages where administrators set the county up: limits, categories, calendar, channels, webhooks, rights."""
