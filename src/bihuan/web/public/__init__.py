"""Pages for residents, without a login."""
