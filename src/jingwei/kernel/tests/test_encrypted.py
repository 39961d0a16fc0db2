"""Restricted texts: unreadable in the database, the same again in Python."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.core.exceptions import FieldError
from django.db import connection, models
from django.db.models import Value
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel.crypto import decrypt, encrypt, key_mark, keyed_hash
from jingwei.kernel.encrypted import EncryptedField
from jingwei.kernel.errors import JingweiError

PURPOSE = "kernel.tests.number"
NUMBER = "11010519491231002X"


class EchoBackend:
    """A module of another maker, as a district may plug in."""

    def newest(self):
        return 7

    def seal(self, data, *, version, purpose):
        return f"{version}{purpose}".encode() + data

    def unseal(self, sealed, *, version, purpose):
        return sealed.removeprefix(f"{version}{purpose}".encode())

    def mac(self, data, *, purpose):
        return b"\1" * 32


class TestEncrypt:
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
    def test_is_undone_by_decrypt(self, text):
        assert decrypt(encrypt(text, purpose=PURPOSE), purpose=PURPOSE) == text

    def test_gives_another_token_every_time_that_does_not_show_the_text(self):
        tokens = {encrypt(NUMBER, purpose=PURPOSE) for _ in range(20)}

        assert len(tokens) == 20
        assert all(token.isascii() and NUMBER[:6] not in token for token in tokens)
        assert all(NUMBER.encode() not in urlsafe_b64decode(token) for token in tokens)

    def test_uses_the_cipher_of_the_standard(self):
        """Example 1 of GB/T 32907-2016."""
        block = bytes.fromhex("0123456789abcdeffedcba9876543210")

        machine = Cipher(algorithms.SM4(block), modes.ECB()).encryptor()  # noqa: S305  # one block

        assert machine.update(block).hex() == "681edf34d206965e86b3e94f536e4246"

    def test_binds_the_token_to_its_purpose(self):
        token = encrypt(NUMBER, purpose=PURPOSE)

        with pytest.raises(JingweiError, match="密钥不对"):
            decrypt(token, purpose="kernel.tests.phone")

    @given(st.integers(0, 10_000), st.integers(1, 255))
    def test_refuses_altered_content(self, place, change):
        raw = bytearray(urlsafe_b64decode(encrypt(NUMBER, purpose=PURPOSE)))
        raw[place % len(raw)] ^= change

        with pytest.raises(JingweiError) as refusal:
            decrypt(urlsafe_b64encode(bytes(raw)).decode(), purpose=PURPOSE)

        assert refusal.value.code == "kernel.decrypt"

    @pytest.mark.parametrize("token", ["", "AQ==", "不是", "abc", NUMBER])
    def test_refuses_what_is_no_token(self, token):
        with pytest.raises(JingweiError, match="读不出来"):
            decrypt(token, purpose=PURPOSE)


class TestKeys:
    def test_of_an_older_version_still_decrypt(self, settings):
        settings.FIELD_KEY = "first-secret"
        old = encrypt(NUMBER, purpose=PURPOSE)
        hashed = keyed_hash(PURPOSE, NUMBER)

        settings.FIELD_KEY = "2:second-secret\n1:first-secret\n"
        new = encrypt(NUMBER, purpose=PURPOSE)

        assert decrypt(old, purpose=PURPOSE) == decrypt(new, purpose=PURPOSE) == NUMBER
        assert [urlsafe_b64decode(token)[0] for token in (old, new)] == [1, 2]
        assert keyed_hash(PURPOSE, NUMBER) == hashed

    def test_that_are_gone_are_missed_plainly(self, settings):
        settings.FIELD_KEY = "1:first-secret"
        token, mark = encrypt(NUMBER, purpose=PURPOSE), key_mark()

        settings.FIELD_KEY = "2:second-secret"

        assert key_mark() != mark
        with pytest.raises(JingweiError, match="field_key"):
            decrypt(token, purpose=PURPOSE)

    def test_may_live_in_another_module(self, settings):
        settings.CRYPTO_BACKEND = f"{__name__}.EchoBackend"

        token = encrypt("文", purpose=PURPOSE)

        assert urlsafe_b64decode(token).decode() == f"\x077{PURPOSE}文"
        assert decrypt(token, purpose=PURPOSE) == "文"
        assert keyed_hash(PURPOSE, "文") == "01" * 32


class TestKeyedHash:
    def test_is_the_same_for_the_same_text_under_one_purpose(self):
        assert keyed_hash(PURPOSE, NUMBER) == keyed_hash(PURPOSE, NUMBER)
        assert keyed_hash(PURPOSE, NUMBER) != keyed_hash("kernel.tests.phone", NUMBER)
        assert len(keyed_hash(PURPOSE, NUMBER)) == 64

    @given(st.text(max_size=9), st.text(max_size=9))
    def test_differs_for_different_texts(self, one, other):
        assert (keyed_hash(PURPOSE, one) == keyed_hash(PURPOSE, other)) == (one == other)


@pytest.fixture(scope="module")
def secret(django_db_setup, django_db_blocker):
    """A table with an encrypted column that exists while this module runs."""
    with isolate_apps("jingwei.kernel"), django_db_blocker.unblock():

        class Secret(models.Model):  # noqa: DJ008  # lives only here
            number = EncryptedField("号码", purpose=PURPOSE, blank=True, default="")

            class Meta:
                app_label = "kernel"

        with connection.schema_editor() as editor:
            editor.create_model(Secret)
        yield Secret
        with connection.schema_editor() as editor:
            editor.delete_model(Secret)


def column() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM kernel_secret ORDER BY id")
        return [text for (text,) in cursor.fetchall()]


@pytest.mark.django_db
class TestEncryptedField:
    def test_is_plain_in_python_and_a_token_in_the_column(self, secret):
        row = secret.objects.create(number=NUMBER)

        assert secret.objects.get().number == row.number == NUMBER
        assert secret.objects.values_list("number", flat=True).get() == NUMBER
        assert decrypt(column()[0], purpose=PURPOSE) == NUMBER

    def test_is_encrypted_by_every_way_of_writing(self, secret):
        rows = secret.objects.bulk_create([secret(number="一"), secret(number="二")])
        rows[0].number = "三"
        secret.objects.bulk_update(rows, ["number"])
        secret.objects.filter(pk=rows[1].pk).update(number="四")

        assert [row.number for row in secret.objects.order_by("pk")] == ["三", "四"]
        assert not set("一二三四") & set("".join(column()))

    def test_keeps_its_text_when_another_column_copies_it(self, secret):
        secret.objects.create(number=NUMBER)

        secret.objects.update(number=models.F("number"))

        assert secret.objects.get().number == NUMBER

    def test_does_not_look_changed_when_saved_again(self, secret):
        row = secret.objects.create(number=NUMBER)
        (before,) = column()

        row.save()

        assert column() != [before]
        assert secret.objects.get().number == NUMBER
        assert not secret._meta.get_field("number").formfield().has_changed(NUMBER, NUMBER)

    def test_is_empty_when_empty(self, secret):
        secret.objects.create()
        secret.objects.create(number=NUMBER)

        assert column()[0] == ""
        assert secret.objects.filter(number="").count() == 1
        assert secret.objects.exclude(number="").get().number == NUMBER

    def test_refuses_questions_it_cannot_answer(self, secret):
        with pytest.raises(FieldError):
            secret.objects.filter(number__startswith="110")
        with pytest.raises(ValueError, match="empty text"):
            secret.objects.filter(number=NUMBER)
        with pytest.raises(ValueError, match="empty text"):
            secret.objects.filter(number=Value(NUMBER))

    def test_costs_nothing_where_it_is_deferred(self, secret, settings):
        secret.objects.create(number=NUMBER)
        settings.FIELD_KEY = "9:another"

        assert secret.objects.defer("number").get().pk

    def test_survives_a_migration(self, secret):
        field = secret._meta.get_field("number")

        _, path, args, options = field.deconstruct()

        assert path == "jingwei.kernel.encrypted.EncryptedField"
        assert EncryptedField(*args, **options).purpose == PURPOSE
