"""The registers of the communities."""

from bihuan.community.registers.publicity import LAW_EVENTS

__all__ = ["LAW_EVENTS"]
