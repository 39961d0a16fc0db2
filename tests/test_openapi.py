"""The description of the API: kept as a file, and true of every answer.

After a wanted change of the API renew the file with ``python -m tests.openapi``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.conf import settings as product
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as openapi

from jingwei.kernel.registers.declaration import REGISTERS
from tests.ledgers import sample_register
from tests.openapi import KEPT, ROOT, as_text
from tests.registers import EVERY, api, make

ADDRESS = f"{ROOT}openapi.json"
CHECKS = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
]
TOKEN = "t" * 32
FEW = settings(
    max_examples=6, deadline=None, derandomize=True, database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
DOORS = {
    "list": ("GET", False),
    "add": ("POST", False),
    "read": ("GET", True),
    "change": ("PATCH", True),
}


def description(client: Client) -> dict[str, Any]:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.django_db
class TestDescription:
    def test_is_what_the_kept_file_says(self, as_powerless):
        assert as_text(description(as_powerless)) == KEPT.read_text(encoding="utf-8")

    def test_is_open_to_whoever_signed_in_and_nobody_else(self, as_powerless):
        assert description(as_powerless)["openapi"] == "3.1.0"
        assert Client().get(ADDRESS).status_code == 401

    @EVERY
    def test_calls_columns_by_their_chinese_names_and_national_codes(self, register, as_powerless):
        name = f"{register.code.replace('.', '_')}_row"
        fields = description(as_powerless)["components"]["schemas"][name]["properties"]

        titles = {col.name: fields[col.name]["title"] for col in register.cols("api")}

        assert titles == {
            col.name: register.label_of(col) + (f"（{col.item}）" if col.item else "")
            for col in register.cols("api")
        }

    @EVERY
    def test_names_every_filter_of_the_page(self, register, as_powerless, as_insider):
        form = as_insider.get(f"/registers/{register.code}/").context["form"]
        listing = description(as_powerless)["paths"][api(register)]["get"]

        described = {parameter["name"] for parameter in listing["parameters"]}

        assert described == set(form.fields) | {"sort", "after", "before", "limit"}


class TestAnswers:
    """Made-up requests, the same at every run; never a crash, always as described."""

    @EVERY
    @pytest.mark.parametrize("door", DOORS)
    def test_are_as_described(self, register, door, zzb, insider, as_insider):
        operation = operation_of(description(as_insider), register, door)
        (row,) = make(register, zzb)
        session = as_insider.cookies[product.SESSION_COOKIE_NAME].value
        cookies = {product.SESSION_COOKIE_NAME: session, product.CSRF_COOKIE_NAME: TOKEN}

        @FEW
        @given(requests(operation), st.booleans())
        def asked(case, is_real):
            if is_real and DOORS[door][1]:
                aim(case, register, row)
            case.call_and_validate(cookies=cookies, headers={"X-CSRFToken": TOKEN}, checks=CHECKS)

        asked()

    @pytest.mark.parametrize("door", DOORS)
    def test_of_a_ledger_are_as_described(self, door, zzb, insider, as_insider):
        register = sample_register()
        operation = operation_of(description(as_insider), register, door)
        (row,) = make(register, zzb)
        session = as_insider.cookies[product.SESSION_COOKIE_NAME].value
        cookies = {product.SESSION_COOKIE_NAME: session, product.CSRF_COOKIE_NAME: TOKEN}

        @settings(FEW, max_examples=25)
        @given(requests(operation), bodies(register))
        def asked(case, body):
            if DOORS[door][0] != "GET":
                case.body = dict(body)
            aim(case, register, row)
            case.call_and_validate(cookies=cookies, headers={"X-CSRFToken": TOKEN}, checks=CHECKS)

        asked()

    @pytest.mark.parametrize("door", DOORS)
    def test_to_nobody_are_as_described(self, zzb, as_powerless, door):
        register = REGISTERS["people.person"]
        operation = operation_of(description(as_powerless), register, door)

        @FEW
        @given(requests(operation))
        def asked(case):
            cookies = {product.CSRF_COOKIE_NAME: TOKEN}
            answer = case.call_and_validate(
                cookies=cookies, headers={"X-CSRFToken": TOKEN}, checks=CHECKS
            )
            assert answer.status_code in (401, 404)

        asked()

    @pytest.mark.parametrize("door", ["add", "change"])
    def test_to_a_forged_request_are_as_described(self, zzb, as_insider, door):
        register = REGISTERS["people.person"]
        (row,) = make(register, zzb)
        operation = operation_of(description(as_insider), register, door)
        session = as_insider.cookies[product.SESSION_COOKIE_NAME].value

        @FEW
        @given(requests(operation))
        def asked(case):
            aim(case, register, row)
            cookies = {product.SESSION_COOKIE_NAME: session}
            assert case.call_and_validate(cookies=cookies, checks=CHECKS).status_code == 403

        asked()
        assert register.model.objects.get().version == 1


def operation_of(found: dict[str, Any], register: Any, door: str) -> Any:
    """Return one door of a register as schemathesis knows it, answered in this process."""
    schema = schemathesis.openapi.from_dict(found)
    schema.app = from_here(get_wsgi_application())
    method, is_row = DOORS[door]
    there = api(register) if api(register) in found["paths"] else f"{ROOT}registers/{{code}}"
    return schema[there + ("/{pk}" if is_row else "")][method]


def from_here(app: Any) -> Any:
    """Return the application with the network address that a real server would tell."""

    def called(environ: dict[str, Any], start: Any) -> list[bytes]:
        with one_connection():
            answer = app({"REMOTE_ADDR": "127.0.0.1", **environ}, start)
            data = b"".join(answer)
            answer.close()
        return [data]

    return called


@contextmanager
def one_connection() -> Iterator[None]:
    """Keep the connection of the test: a real server would close it between requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def requests(operation: Any) -> Any:
    """Return the requests that keep to the description, and those that do not."""
    return st.one_of(
        operation.as_strategy(generation_mode=mode)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    )


def bodies(register: Any) -> Any:
    """Return what may be sent for a row of a register, of any kind: its description names none."""
    names = [*(col.name for col in register.columns), "version", "no_such"]
    values = (
        st.none() | st.booleans() | st.integers() | st.floats(-1e20, 1e20) | st.text(max_size=9)
    )
    return st.dictionaries(st.sampled_from(names), values, max_size=5)


def aim(case: Any, register: Any, row: Any) -> None:
    """Let a made-up request be about a row that is there, in its present version."""
    if "code" in case.path_parameters:
        case.path_parameters["code"] = register.code
    if "pk" in case.path_parameters:
        case.path_parameters["pk"] = row.pk
    if isinstance(case.body, dict) and "version" in case.body:
        case.body["version"] = register.model._default_manager.get(pk=row.pk).version
