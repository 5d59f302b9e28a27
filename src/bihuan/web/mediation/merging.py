"""A form whose record two people may be writing: after a conflict it goes on with everybody's other changes in it."""

from bihuan.kernel.errors import BihuanError
from bihuan.mediation.services.revisions import TextsConflict
from bihuan.web.forms import DeskForm


class MergingForm(DeskForm):
    """Sending it again after a conflict undoes nobody's other changes, and decides the ones that were shown."""

    def refuse(self, error: BihuanError) -> None:
        """As ever; the fields nobody disputes take what others wrote in them."""
        super().refuse(error)
        if isinstance(error, TextsConflict):
            for name, value in error.merged.items():
                if name in self.fields:
                    self.put(name, value)
