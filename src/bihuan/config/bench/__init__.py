"""Measuring the product: intake, lists, search, case page, import and due dates, on a database of the bench's own."""
