"""A person who may sign in, and a browser that has."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from jingwei.accounts.models import User

PASSWORD = "qing-shan-2025"  # noqa: S105  # an invented one


@pytest.fixture
def reader(db):
    user = User(username="zhoulan", full_name="周岚", title="综合科干部")
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get_or_create(name="section_officer")[0])
    return user


@pytest.fixture
def signed_in(reader):
    client = Client()
    client.post("/account/login/", {"login": "zhoulan", "password": PASSWORD})
    return client
