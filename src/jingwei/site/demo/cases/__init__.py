"""Cases of the demo district: every procedure, at every step, with what is wrong in some.

Each module has ``load(world)``, which begins its cases through the services, as people would.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

from jingwei.site.demo.bulk import analyze
from jingwei.site.demo.cases.world import World


def cases_load(out: Callable[[str], None]) -> World:
    """Begin the cases of every module, in the order of their names; return what was made."""
    world = World()
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        if found.name != "world":
            importlib.import_module(f"{__name__}.{found.name}").load(world)
    analyze()  # rosters and rounds are counted next
    out(f"程序办理 {world.count} 件，预置问题 {len(world.planted)} 处")
    return world
