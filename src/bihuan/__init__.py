"""Bihuan 闭环: an integrated grassroots-governance platform for one county and its townships."""

__version__ = "0.1.0"
