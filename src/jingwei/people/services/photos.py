"""The photo of a person, as the appointment form prints it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.documents.appointment.photo import clean_photo, photo_kind
from jingwei.kernel.files import file_store
from jingwei.people.models import Person

declare_acts({"person.photo": "更换照片"})
ENDINGS = {"jpeg": "jpg", "png": "png", "bmp": "bmp"}


@transaction.atomic
def photo_set(person: Person, data: bytes, *, actor: Any) -> Person:
    """Keep ``data`` as the photo of ``person``, without what a camera wrote into it.

    ``data`` is not empty. Raises BadInput ``kernel.photo`` for what is no picture, too large or
    damaged.
    """
    cleaned = clean_photo(data)
    name = f"{person.full_name}.{ENDINGS[photo_kind(cleaned)]}"
    photo = file_store(name, cleaned, actor=actor)
    before = person.photo_id
    Person.objects.filter(pk=person.pk).update(photo=photo)
    audit("person.photo", person, actor, before=before, after=photo.pk)
    return Person.objects.get(pk=person.pk)
