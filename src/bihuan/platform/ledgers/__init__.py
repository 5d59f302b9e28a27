"""Ledgers: one declaration of columns gives list page, export, import, API and drill-down."""
