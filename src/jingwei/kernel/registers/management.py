"""``jingwei registers``: what registers there are, files in and out. Each acts as the system."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps

from jingwei.kernel.console import Answer
from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.declaration import REGISTERS, Register
from jingwei.kernel.registers.exchange.applying import Taken, file_take
from jingwei.kernel.registers.exchange.export import (
    export_asked,
    export_csv,
    export_record,
    export_xlsx,
)
from jingwei.kernel.registers.exchange.plan import (
    KINDS,
    Asked,
    Entry,
    file_asked,
    plan_made,
)
from jingwei.kernel.registers.exchange.rejected import told
from jingwei.kernel.registers.made import register_named, registers_open
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.scoping import ORGANIZATION_TREE, UNIT_TREE

SHOWN_REJECTED = 20
PURPOSE = "命令行导出"


class System:
    """The viewer behind a command: sees every unit, may do everything, is nobody."""

    pk = None

    def unit_paths(self) -> tuple[str, ...]:
        return _roots(UNIT_TREE)

    def organization_paths(self) -> tuple[str, ...]:
        return _roots(ORGANIZATION_TREE)

    def has_perm(self, code: str) -> bool:
        return True


def list_registers(asked: Any) -> Answer:
    """Return every register: code, title, keys, number of columns and rows."""
    found = [_told(register) for register in registers_open(System())]
    lines = [f"{one['code']}　{one['title']}　{one['rows']} 条" for one in found]
    return Answer(lines, {"registers": found})


def load(asked: Any) -> Answer:
    """Import ``asked.file`` into the register ``asked.code``.

    Nothing is stored with ``dry_run``; rows that cannot be imported stop all the others unless
    ``accept_good``. The answer has failed when rows stayed out that were not left out on purpose.
    """
    register = register_asked(asked.code)
    file = file_asked(register, asked.file.name, asked.file.read_bytes(), System())
    taken = _tried(file) if asked.dry_run else _taken(file, asked)
    data = {
        "register": register.code,
        "counts": {kind: taken.counts[kind] for kind in KINDS},
        "dry_run": asked.dry_run,
        "stored": taken.is_stored,
        "unknown_heads": list(taken.unknown_heads),
        "rejected": [{"line": e["line"], "errors": e["errors"]} for e in taken.rejected],
    }
    refused = bool(taken.rejected) and not (asked.dry_run or asked.accept_good)
    return Answer([*_lines(register, taken, asked)], data, failed=refused)


def _tried(file: Asked) -> Taken:
    rejected: list[Entry] = []
    plan = plan_made(file, keep=lambda kind, e: rejected.append(e) if kind == "rejected" else None)
    return Taken(plan.counts, rejected, plan.unknown_heads)


def _taken(file: Asked, asked: Any) -> Taken:
    source = f"导入 {asked.file.name}"
    return file_take(file, accept_good=asked.accept_good, actor=None, source=source)


def dump(asked: Any) -> Answer:
    """Export the register ``asked.code`` to ``asked.file``, .xlsx or .csv; secrets masked."""
    register = register_asked(asked.code)
    path: Path = asked.file
    if path.suffix not in (".xlsx", ".csv"):
        raise BadInput(
            "register.suffix", f"不能导出为“{path.name}”。", hint="文件名以 .xlsx 或 .csv 结尾。"
        )
    export = export_asked(register, {}, Sight(System()), taker="系统", purpose=PURPOSE)
    count = export_record(export, suffix=path.suffix[1:], actor=None)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as out:
        if path.suffix == ".csv":
            out.writelines(export_csv(export))
        else:
            with export_xlsx(export) as made:
                shutil.copyfileobj(made, out)
    part.replace(path)
    data = {"register": register.code, "rows": count, "file": str(path)}
    return Answer([f"“{register.title}”{count} {register.unit_word}已写入 {path}。"], data)


def register_asked(code: str) -> Register[Any]:
    """Return the register of a code. Raises BadInput ``register.code`` with the known ones."""
    found = register_named(code)
    if found is None:
        raise BadInput(
            "register.code", f"没有登记册“{code}”。", hint=f"有：{'、'.join(sorted(REGISTERS))}。"
        )
    return found


def _roots(tree: str) -> tuple[str, ...]:
    model, _, column = tree.rpartition(".")
    rows = apps.get_model(model)._base_manager.filter(parent=None).order_by(column)
    return tuple(rows.values_list(column, flat=True))


def _told(register: Register[Any]) -> dict[str, Any]:
    return {
        "code": register.code,
        "title": register.title,
        "keys": [list(way) for way in register.keys],
        "columns": [col.name for col in register.columns],
        "parent": register.parent,
        "rows": register.rows(System()).count(),
    }


def _lines(register: Register[Any], taken: Taken, asked: Any) -> Iterator[str]:
    counts = "、".join(f"{label} {taken.counts[kind]}" for kind, label in KINDS.items())
    yield f"“{register.title}”{asked.file.name}：{counts}。"
    if taken.unknown_heads:
        yield f"没有用到的列：{'、'.join(taken.unknown_heads)}。"
    for entry in taken.rejected[:SHOWN_REJECTED]:
        yield f"  第 {entry['line']} 行　{told(entry)}"
    if len(taken.rejected) > SHOWN_REJECTED:
        yield f"  ……共 {len(taken.rejected)} 行不能导入，全部见 --json。"
    yield _end(taken, asked)


def _end(taken: Taken, asked: Any) -> str:
    if asked.dry_run:
        return "试运行，没有保存。"
    if taken.is_stored:
        return "已写入。"
    if taken.counts["new"] + taken.counts["changed"]:
        return "有不能导入的行，一行也没有写入。改好后再导入，或加 --accept-good 只写入其余的行。"
    return "没有可以写入的行。" if taken.rejected else "没有需要写入的内容。"
