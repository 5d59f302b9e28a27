"""Shared machinery, written once: audit, jobs, files, notify, search, crypto, policies, ledgers."""
