"""Interfaces for other systems: /api/v1, /open311/v2 and outgoing webhooks."""
