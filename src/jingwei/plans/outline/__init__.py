"""The outline engine: reads a work plan into areas, items and measures. Pure, no Django."""

from jingwei.plans.outline.assemble import assemble
from jingwei.plans.outline.cut import cut
from jingwei.plans.outline.edits import change_kind, join, split
from jingwei.plans.outline.reading import outline_of_bytes, outline_of_file, outline_of_text
from jingwei.plans.outline.tree import Area, Item, Measure, Node, Outline, Units

__all__ = [
    "Area",
    "Item",
    "Measure",
    "Node",
    "Outline",
    "Units",
    "assemble",
    "change_kind",
    "cut",
    "join",
    "outline_of_bytes",
    "outline_of_file",
    "outline_of_text",
    "split",
]
