"""Numbers about Party members, organizations and their life, declared by subject."""

from jingwei.party.indicators import (  # noqa: F401  # each declares its own
    bands,
    delegates,
    development,
    dues,
    meetings,
    members,
    organizations,
    weak,
)
