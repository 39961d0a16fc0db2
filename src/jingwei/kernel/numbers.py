"""Series of numbers without gaps in what is stored and without repetition."""

from __future__ import annotations

from django.db import transaction

from jingwei.kernel.models import Counter


@transaction.atomic
def next_numbers(code: str, count: int) -> range:
    """Take the next ``count`` numbers of a series; it stays locked until the transaction ends."""
    Counter.objects.get_or_create(code=code)
    counter = Counter.objects.select_for_update().get(code=code)
    first = counter.value + 1
    counter.value += count
    counter.save(update_fields=["value"])
    return range(first, counter.value + 1)
