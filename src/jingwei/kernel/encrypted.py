"""A text that is encrypted in the database and plain in Python."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Exact

from jingwei.kernel.crypto import decrypt, encrypt


class EncryptedField(models.TextField[str, str]):
    """A restricted text: a token of ``kernel.crypto`` in the column, plain ``str`` in Python.

    ``purpose`` names the column ("people.person.id_number") and stays for ever: it is part of
    the key. "" is stored as "". Every stored token differs, so the column can only be asked
    whether it is empty; search by a column with ``keyed_hash``. Reading decrypts (about 20 µs):
    a list that does not show the field defers it.
    """

    def __init__(self, *args: Any, purpose: str, **options: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "purpose": self.purpose}

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return decrypt(value, purpose=self.purpose) if value else value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if hasattr(value, "as_sql"):
            return super().get_db_prep_save(value, connection)
        text = self.get_prep_value(value)
        return encrypt(text, purpose=self.purpose) if text else text

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name in {"isnull", "exact"} else None

    def formfield(self, *args: Any, **options: Any) -> Any:
        return super().formfield(*args, **{"widget": forms.TextInput, **options})


@EncryptedField.register_lookup
class IsEmpty(Exact):
    """``column=""``: the only question an encrypted column can answer."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise ValueError("An encrypted column can only be compared with an empty text.")
        return super().get_prep_lookup()
