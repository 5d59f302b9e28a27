"""The manual inside the desk: every page opens the section that is about it, every first sign-in a short tour."""
