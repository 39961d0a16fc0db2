"""Who may see a record, and why: pure over roles, scopes and paths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """``roles`` and ``personal`` give the permission; ``units`` and ``organizations`` are the
    scopes that cover the record. Both a permission and a scope are needed.

    ``shows`` is what the reads of the record say of its being in sight; None: the scopes decide.
    """

    is_active: bool
    roles: tuple[str, ...]
    personal: bool
    units: tuple[str, ...]
    organizations: tuple[str, ...]
    shows: bool | None = None

    @property
    def permitted(self) -> bool:
        """Whether a role, or a right given to the person, carries the permission."""
        return bool(self.roles) or self.personal

    @property
    def covered(self) -> bool:
        """Whether a scope covers the record, by its unit or by its Party organization."""
        return bool(self.units or self.organizations)

    @property
    def is_given(self) -> bool:
        """Whether the record shows out of the scopes: it was given to the person or their unit."""
        return bool(self.shows) and not self.covered

    @property
    def is_withheld(self) -> bool:
        """Whether the record is hidden within the scopes: only some may know of it."""
        return self.covered and self.shows is False

    @property
    def allowed(self) -> bool:
        """Whether the record shows."""
        in_sight = self.covered if self.shows is None else self.shows
        return self.is_active and self.permitted and in_sight


def scopes_covering(path: str, scopes: Iterable[str]) -> tuple[str, ...]:
    """Return the scopes at or above ``path`` ("qinglan/" covers "qinglan/zzb/"), the widest first.

    A record without a path is covered by none.
    """
    return tuple(sorted(scope for scope in scopes if path and path.startswith(scope)))
