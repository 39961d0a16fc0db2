"""Unit names in plans that nothing answers to."""

from __future__ import annotations

from dataclasses import dataclass, field

from jingwei.kernel.scoping import Viewer
from jingwei.plans.models import Measure, MeasureUnit


@dataclass
class UnresolvedName:
    """A printed name and the measures it stands at."""

    text: str
    measures: list[Measure] = field(default_factory=list)


def unresolved_names(viewer: Viewer) -> list[UnresolvedName]:
    """Return the names without a unit or group in plans ``viewer`` sees, by name. One query."""
    mentions = MeasureUnit.objects.filter(
        unit=None, group=None, measure__in=Measure.objects.visible_to(viewer).current()
    )
    found: dict[str, UnresolvedName] = {}
    for mention in mentions.select_related("measure").order_by("text", "measure_id"):
        found.setdefault(mention.text, UnresolvedName(mention.text)).measures.append(
            mention.measure
        )
    return list(found.values())
