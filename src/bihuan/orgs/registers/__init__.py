"""Registers: rows that people type in, correct and void – events, meetings, groups, services – said once.

A room gives a model and a `Register`; entry checks, services, guard, search, the ledger (`RegisterLedger`) with its columns,
import and export, and the pages (`web.records`) follow. A field added to the model and to `fields` stands in all of them.
"""

from bihuan.orgs.registers.attachments import attach, attach_stored, attachments_of, void_attachment
from bihuan.orgs.registers.register import Register, register_of, registers
from bihuan.orgs.registers.rows import Registered

__all__ = [
    "Register",
    "Registered",
    "attach",
    "attach_stored",
    "attachments_of",
    "register_of",
    "registers",
    "void_attachment",
]
