"""Whose needs somebody reads: their own, and with the permission those of contacts in sight."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from jingwei.accounts.models import User
from jingwei.liaison.registry import KINDS
from jingwei.liaison.selectors.needs import needs_found
from jingwei.liaison.tests.sample import needed, opened

FOR_ALL = "party.unit_community"
"""A kind of pair that takes no permission of its own."""


@pytest.mark.parametrize(("held", "found"), [((), 0), (("view_contactrecord",), 1)])
def test_needs_of_others_take_the_permission_to_read_contacts(
    today, zzb, jyj, insider, powerless, held, found
):
    needed(opened(zzb, kind=FOR_ALL, one=jyj, two=zzb), insider)
    powerless.user_permissions.set(Permission.objects.filter(codename__in=held))
    viewer = User.objects.get(pk=powerless.pk)

    assert KINDS[FOR_ALL].permission == ""
    assert needs_found(viewer, {"whose": "all"}, today).count() == found
