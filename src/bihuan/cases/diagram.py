"""The life cycle as a picture, made from its table."""

from bihuan.cases.lifecycle import LIFE_CYCLE
from bihuan.cases.models import State


def diagram() -> str:
    """A mermaid state diagram with the Chinese names of states and verbs."""
    return LIFE_CYCLE.to_mermaid({state.value: str(state.label) for state in State})
