"""Tables of coverage: programmes, their roster, what proves that somebody was covered."""

from jingwei.coverage.models.programme import Programme
from jingwei.coverage.models.roster import Evidence, RosterRow, RosterSpell

__all__ = ["Evidence", "Programme", "RosterRow", "RosterSpell"]
