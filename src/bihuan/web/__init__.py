"""The desk and the resident pages: server-rendered templates with htmx."""
