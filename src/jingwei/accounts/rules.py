"""Who may see a record, and why: pure over roles, scopes and paths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """``roles`` and ``personal`` give the permission; ``units`` and ``organizations`` are the
    scopes that cover the record. Both a permission and a scope are needed."""

    is_active: bool
    roles: tuple[str, ...]
    personal: bool
    units: tuple[str, ...]
    organizations: tuple[str, ...]

    @property
    def permitted(self) -> bool:
        """Whether a role, or a right given to the person, carries the permission."""
        return bool(self.roles) or self.personal

    @property
    def covered(self) -> bool:
        """Whether a scope covers the record, by its unit or by its Party organization."""
        return bool(self.units or self.organizations)

    @property
    def allowed(self) -> bool:
        """Whether the record shows."""
        return self.is_active and self.permitted and self.covered


def scopes_covering(path: str, scopes: Iterable[str]) -> tuple[str, ...]:
    """Return the scopes at or above ``path`` ("qinglan/" covers "qinglan/zzb/"), the widest first.

    A record without a path is covered by none.
    """
    return tuple(sorted(scope for scope in scopes if path and path.startswith(scope)))
