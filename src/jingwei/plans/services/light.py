"""The stored light of measures: a computation kept for fast reading, not a fact of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from jingwei.plans.models import Measure
from jingwei.plans.rules import light_on
from jingwei.plans.selectors.facts import facts_on, thresholds


@transaction.atomic
def lights_refresh(measures: Iterable[Measure], *, on: date) -> int:
    """Compute and store the lights of ``measures`` for ``on``; return how many changed.

    No audit row: nobody decided anything, and any day can be computed again from dated facts.
    """
    found = list(measures)
    limits, known = thresholds(), facts_on(found, on)
    changed = 0
    for measure in found:
        verdict = light_on(known[measure.pk], on, limits)
        changed += measure.light != verdict.light
        measure.light, measure.light_why = verdict.light, verdict.as_json()
        measure.light_on, measure.noted_on = on, known[measure.pk].noted_on
    Measure.objects.bulk_update(
        found, ["light", "light_why", "light_on", "noted_on"], batch_size=500
    )
    return changed
