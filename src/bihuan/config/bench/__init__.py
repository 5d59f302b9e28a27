"""Measuring the product: intake, lists, search, case page, import, sync of phones and due dates, on a database of the bench's own."""
