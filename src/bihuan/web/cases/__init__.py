"""Pages of the closed loop: the case page, registering, the triage desk."""
