"""What a person does with the drawn set. Each act asks `allow` first."""

from collections.abc import Iterable
from dataclasses import replace

from core.drawings.drawing import Drawing, NewDrawing
from core.names import WishError, checked_name
from core.permissions import Action, NotAllowedError, Subject, allow
from core.store.drawings import Drawings
from core.trainer import Trainer


class DrawingActs:
    """The acts of a trainer's person. Each raises `NotAllowedError` if the person may not do it."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._store = trainer.lab.store
        self._drawings: Drawings = self._store.drawings

    def _require(self, action: Action, subject: Subject) -> None:
        if not allow(self._trainer.person, action, subject):
            raise NotAllowedError

    def keep(self, new: NewDrawing) -> Drawing:
        """Keeps a labelled drawing; one that the person has kept already gets this label.

        Raises:
            WishError: If the label is no digit, the name of the collection none, or there is no room.
        """
        _check_label(new.label)
        if new.collection:
            new = replace(new, collection=checked_name(new.collection))
        self._require("label", new)
        return self._drawings.put(new, self._trainer.person.id)

    def keep_all(self, new: Iterable[NewDrawing]) -> None:
        """Keeps several, all or none; raises as `keep`."""
        with self._store.transaction():
            for each in new:
                self.keep(each)

    def own(self, sha256: str) -> Drawing | None:
        """This person's drawing with these pixels, if it is kept; see `image_sha256`."""
        return self._drawings.find(self._trainer.person.id, sha256)

    def relabel(self, drawing_id: int, label: int) -> None:
        """Gives a drawing another label; one that somebody has deleted stays so.

        Raises:
            WishError: If the label is no digit.
        """
        _check_label(label)
        if (drawing := self._drawings.get(drawing_id)) is not None:
            self._require("label", drawing)
            self._drawings.set_label(drawing_id, label)

    def delete(self, drawing_id: int) -> None:
        """Removes a drawing for good; one that is gone already stays so."""
        if (drawing := self._drawings.get(drawing_id)) is not None:
            self._require("delete", drawing)
            self._drawings.delete(drawing_id)

    def delete_own(self) -> int:
        """Removes all drawings of this person for good; returns how many there were."""
        self._require("delete", self._trainer.person)
        return self._drawings.delete_of(self._trainer.person.id)


def _check_label(label: int) -> None:
    if not 0 <= label <= 9:
        raise WishError("A drawing is labelled 0 to 9, not {label}.", label=label)
