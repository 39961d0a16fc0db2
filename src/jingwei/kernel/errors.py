"""Errors a user may see. Every one says what happened, why, and what to do next.

* JingweiError
  + BadInput        a file, a text or a parameter cannot be used (command exit 2, page 422)
  + RuleViolation   a rule refused the operation (form error)
  + Conflict        somebody changed the row meanwhile (form error)
"""

from __future__ import annotations


class JingweiError(Exception):
    """Base of all expected failures; anything else is a bug and becomes a 500."""

    status = 400

    def __init__(self, code: str, message: str, *, hint: str = "") -> None:
        self.code, self.message, self.hint = code, message, hint
        super().__init__(message)

    def __str__(self) -> str:
        return f"{self.message}{self.hint}"


class BadInput(JingweiError):
    """What was handed in cannot be used; the message names the place and the remedy."""

    status = 422


class RuleViolation(JingweiError):
    """A business rule refused the operation; ``code`` is the code of the rule."""

    status = 409


class Conflict(JingweiError):
    """The row changed between reading and writing."""

    status = 409
