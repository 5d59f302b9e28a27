"""The desk around the rooms: home, sign-in, search, inbox, settings and audit."""
