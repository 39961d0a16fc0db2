"""Hashes of the national suite behind one door, so that a certified module can replace them."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes


def sm3_hex(data: bytes) -> str:
    """Return the SM3 digest of ``data`` (GB/T 32905-2016) as 64 hexadecimal characters."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()
