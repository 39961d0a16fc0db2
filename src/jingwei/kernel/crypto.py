"""The national suite behind one door, so that a certified module can replace it.

Restricted fields are encrypted with SM4-GCM and found by HMAC-SM3. Both use keys derived from
the secrets in the setting ``FIELD_KEY``: one secret, or several written ``2:secret 1:secret``.
The highest version encrypts; all of them decrypt. The lowest makes the keyed hashes, so that
they stay when a version is added; a version may go only after its texts were written anew.

Source: GB/T 32905-2016 (SM3), GB/T 32907-2016 (SM4), NIST SP 800-38D (GCM), RFC 5869 (HKDF).
"""

from __future__ import annotations

import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.module_loading import import_string

from jingwei.kernel.errors import JingweiError

SOFTWARE = "jingwei.kernel.crypto.SoftwareBackend"
NONCE, TAG, KEY, MAC_KEY = 12, 16, 16, 32
_VERSIONED = re.compile(r"(?:[0-9]{1,3}:\S+\s*)+")


class CryptoBackend(Protocol):
    """What a cryptographic module must do; the setting ``CRYPTO_BACKEND`` names its class.

    Keys are told by ``version`` (1 to 255) and ``purpose``; a module may keep them inside itself.
    """

    def newest(self) -> int:
        """Return the version of the key that encrypts."""

    def seal(self, data: bytes, *, version: int, purpose: str) -> bytes:
        """Return ``data`` encrypted and bound to ``purpose``; another result every time."""

    def unseal(self, sealed: bytes, *, version: int, purpose: str) -> bytes:
        """Return what was sealed; ValueError for a wrong key, purpose or altered content."""

    def mac(self, data: bytes, *, purpose: str) -> bytes:
        """Return the 32 bytes that stand for ``data``: always the same, not to be reversed."""


class SoftwareBackend:
    """SM4-GCM and HMAC-SM3 of the cryptography package."""

    def newest(self) -> int:
        return max(_secrets(_field_key()))

    def seal(self, data: bytes, *, version: int, purpose: str) -> bytes:
        nonce = os.urandom(NONCE)
        key = _derived(_secret(version), f"seal {purpose}", KEY)
        machine = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        machine.authenticate_additional_data(purpose.encode())
        return nonce + machine.update(data) + machine.finalize() + machine.tag

    def unseal(self, sealed: bytes, *, version: int, purpose: str) -> bytes:
        nonce, body, tag = sealed[:NONCE], sealed[NONCE:-TAG], sealed[-TAG:]
        key = _derived(_secret(version), f"seal {purpose}", KEY)
        try:
            machine = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
            machine.authenticate_additional_data(purpose.encode())
            return machine.update(body) + machine.finalize()
        except InvalidTag as error:
            raise ValueError("wrong key, wrong purpose or altered content") from error

    def mac(self, data: bytes, *, purpose: str) -> bytes:
        version = min(_secrets(_field_key()))
        key = _derived(_secret(version), f"mac {purpose}", MAC_KEY)
        machine = hmac.HMAC(key, hashes.SM3())
        machine.update(data)
        return machine.finalize()


def sm3_hex(data: bytes) -> str:
    """Return the SM3 digest of ``data`` (GB/T 32905-2016) as 64 hexadecimal characters."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def encrypt(text: str, *, purpose: str) -> str:
    """Return ``text`` as a token of ASCII letters, another one every time.

    Only ``decrypt`` with the same ``purpose`` reads it: a token copied to another column is void.
    """
    module = _module()
    version = module.newest()
    sealed = module.seal(text.encode(), version=version, purpose=purpose)
    return urlsafe_b64encode(bytes([version]) + sealed).decode()


def decrypt(token: str, *, purpose: str) -> str:
    """Return the text in a token.

    Raises JingweiError ``kernel.decrypt`` for a missing key, a wrong purpose, altered content.
    """
    try:
        raw = urlsafe_b64decode(token)
        return _module().unseal(raw[1:], version=raw[0], purpose=purpose).decode()
    except (ValueError, LookupError) as error:
        raise JingweiError(
            "kernel.decrypt", "加密保存的内容读不出来：密钥不对，或内容被改动过。",
            hint="请系统管理员检查字段密钥（JINGWEI_FIELD_KEY 或数据文件夹里的 field_key）。",
        ) from error  # fmt: skip


def keyed_hash(purpose: str, text: str) -> str:
    """Return what stands for ``text`` in an index of exact search: 64 hexadecimal characters.

    Without the key nobody can tell the text, not even by trying all identity numbers.
    """
    return _module().mac(text.encode(), purpose=purpose).hex()


def key_mark() -> str:
    """Return 16 hexadecimal characters that tell one key from another and nothing about it."""
    return keyed_hash("key mark", "")[:16]


def _module() -> CryptoBackend:
    module: CryptoBackend = _loaded(getattr(settings, "CRYPTO_BACKEND", SOFTWARE))
    return module


@cache
def _loaded(path: str) -> CryptoBackend:
    backend: CryptoBackend = import_string(path)()
    return backend


def _field_key() -> str:
    return str(getattr(settings, "FIELD_KEY", settings.SECRET_KEY))


def _secret(version: int) -> str:
    return _secrets(_field_key())[version]


@cache
def _secrets(text: str) -> dict[int, str]:
    """Return the secrets by version; one without a version is version 1."""
    if not _VERSIONED.fullmatch(text.strip()):
        return {1: text.strip()}
    pairs = (part.split(":", 1) for part in text.split())
    return {int(version): secret for version, secret in pairs}


@cache
def _derived(secret: str, use: str, length: int) -> bytes:
    derivation = HKDF(algorithm=hashes.SM3(), length=length, salt=None, info=use.encode())
    return derivation.derive(secret.encode())
