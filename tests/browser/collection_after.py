"""A round that was answered, merged and taken offline, so that its pages show something."""

from __future__ import annotations

from typing import Any

from jingwei.accounts.models import User
from jingwei.collection.models import Merge, OfflinePackage, PackageReturn, Round
from jingwei.collection.selectors.merging import merge_preview
from jingwei.collection.services.merging import round_merge
from jingwei.collection.services.offline import package_make, package_return
from jingwei.collection.tests.after import accepted, answered, sent
from jingwei.org.models import Unit
from jingwei.people.models import Person
from tests import factories as make


def after_pages(keeper: User) -> dict[str, list[Any]]:
    """Return the arguments of the pages of what comes after the answers."""
    round_, done = merged_round(keeper)
    came = returned_package(keeper)
    assignment = came.package.assignment
    make.ExportProfileFactory(unit=assignment.unit)
    return {
        **{f"collection:{name}": [round_.pk] for name in ("merge", "merge-table")},
        "collection:platform-export": [round_.pk],
        "collection:merge-set": [done.pk],
        "collection:offline": [assignment.pk],
        "collection:offline-make": [assignment.pk],
        "collection:offline-download": [came.package_id],
        "collection:offline-return": [came.pk],
    }


def merged_round(keeper: User) -> tuple[Round, Merge]:
    """A merged change, and a conflict that is still open."""
    unit = Unit.objects.get(path=keeper.home_path)
    one, other = (_person(unit, name) for name in ("卢汀兰", "叶映川"))
    round_ = sent(keeper, unit)
    assignment = round_.assignments.get()
    answered(assignment, one, actor=keeper, place="示例明州")
    answered(assignment, other, actor=keeper, place="示例云溪")
    _moved(other)
    accepted(assignment, actor=keeper)
    seen = merge_preview(round_, keeper).seen
    return round_, round_merge(round_, choices={}, seen=seen, actor=keeper)


def returned_package(keeper: User) -> PackageReturn:
    """A package of another round that came back and waits to be looked through."""
    unit = Unit.objects.get(path=keeper.home_path)
    assignment = sent(keeper, unit).assignments.get()
    package = package_make(assignment, actor=keeper)
    came, _ = package_return(assignment, name="离线包.zip", data=_content(package), actor=keeper)
    return came


def _content(package: OfflinePackage) -> bytes:
    with package.file.content.open() as content:
        data: bytes = content.read()
    return data


def _person(unit: Unit, name: str) -> Person:
    return make.PersonFactory(full_name=name, unit=unit, native_place="示例青岚")


def _moved(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(native_place="示例临江")
