"""The pages of a register's rows, from its declaration: register, look, correct, void, reveal, photos and files."""

from bihuan.web.records.pages import Action, Panel, RecordPages, parts_panel

__all__ = ["Action", "Panel", "RecordPages", "parts_panel"]
