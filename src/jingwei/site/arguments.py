"""The words of the ``jingwei`` command: what can be asked, and how a slip is answered."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from jingwei.kernel.errors import BadInput

SLIPS = (
    (r"the following arguments are required: (.+)", "缺少 {0}。"),
    (r"unrecognized arguments: (.+)", "不认识 {0}。"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from .+\)", "没有 {1} 这个命令。"),
    (r"argument (.+?): expected one argument", "{0} 后面缺少内容。"),
    (r"argument (.+?): invalid \w+ value: (.+)", "{0} 应为整数，不能是 {1}。"),
    (r"argument (.+?): not allowed with argument (.+)", "{0} 与 {1} 不能同时使用。"),
    (r"argument .+?: (.+)", "{0}"),
)


class Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese and raises BadInput instead of leaving the process."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self._positionals.title, self._optionals.title = "内容", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Raise BadInput ``command.arguments`` with a Chinese sentence for ``message``."""
        said = message
        for pattern, words in SLIPS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                said = words.format(*found.groups())
                break
        raise BadInput("command.arguments", said, hint=f"写法见 {self.prog} --help。")

    def format_help(self) -> str:
        """Return the help with its first word in Chinese."""
        return super().format_help().replace("usage: ", "写法：", 1)


def parser() -> Parser:
    """Return the parser of every command; ``handler`` of its result names the function to call."""
    root = Parser(prog="jingwei", description="经纬：组织部门年度要点的分解、调度与报告。")
    commands = root.add_subparsers(title="命令", metavar="命令", required=True)
    _plan(_group(commands, "plan", "要点：切分、导入、佐证情况、月报"))
    _registers(_group(commands, "registers", "登记册：清单、导入、导出"))
    rules = _group(commands, "rules", "规则：清单、依据和例子")
    _command(rules, "list", "有哪些规则", "jingwei.kernel.rules_list:run")
    procedures = _group(commands, "procedures", "程序：清单、步骤、时限和依据")
    _command(procedures, "list", "有哪些程序", "jingwei.procedures.management.procedures_list:run")
    _indicators(_group(commands, "indicators", "指标：清单、定义和数"))
    _running(commands)
    _keeping(commands)
    return root


def _plan(group: Any) -> None:
    here = "jingwei.plans.management"
    outline = _command(
        group, "outline", "读出一份要点的结构，不存入系统", f"{here}.plan_outline:run"
    )
    outline.set_defaults(django=False)
    _file(outline)
    load = _command(group, "import", "导入一份要点，拆成举措", f"{here}.plan_import:run")
    _file(load)
    load.add_argument("--year", metavar="年度", type=_year, required=True, help="如 2025")
    load.add_argument(
        "--unit", metavar="单位路径", help="如 qinglan/zzb/；只有一个单位可选时不用写"
    )
    load.add_argument("--title", metavar="标题", help="代替文件里的标题")
    load.add_argument("--issue", action="store_true", help="导入后直接发布")
    load.add_argument("--dry-run", action="store_true", help="只看结果，不保存")
    coverage = _command(group, "coverage", "在办举措按佐证方式的统计", f"{here}.plan_coverage:run")
    coverage.add_argument("--year", metavar="年度", type=_year, help="只看一个年度")
    coverage.add_argument(
        "--accept-suggestions", action="store_true", help="试算全部采用建议的结果，不保存"
    )
    report = _command(group, "report", "生成月度报告", f"{here}.plan_report:run")
    report.add_argument("--month", metavar="月份", type=_month, required=True, help="如 2025-06")
    report.add_argument("--out", metavar="文件", type=_output, required=True, help="如 report.docx")
    report.add_argument("--plan", metavar="编号", type=int, help="哪一份要点；只有一份时不用写")


def _indicators(group: Any) -> None:
    here = "jingwei.plans.management.indicators_list:run"
    found = _command(group, "list", "有哪些指标，各是多少", here)
    found.add_argument("--values", action="store_true", help="算出每个指标的数")
    found.add_argument(
        "--unit", metavar="单位路径", help="如 qinglan/zzb/；只有一个顶层单位时不用写"
    )
    found.add_argument("--as-of", metavar="日期", type=_day, help="如 2025-06-30；默认今天")


def _registers(group: Any) -> None:
    here = "jingwei.kernel.registers.management"
    _command(group, "list", "有哪些登记册", f"{here}:list_registers")
    load = _command(group, "import", "把表格导入一个登记册", f"{here}:load")
    load.add_argument("code", metavar="登记册", help="如 people.person，见 registers list")
    _file(load)
    load.add_argument("--dry-run", action="store_true", help="只看结果，不保存")
    load.add_argument("--accept-good", action="store_true", help="有不能导入的行时写入其余的行")
    dump = _command(group, "export", "把一个登记册写成 .xlsx 或 .csv", f"{here}:dump")
    dump.add_argument("code", metavar="登记册", help="如 people.person，见 registers list")
    dump.add_argument("file", metavar="文件", type=_output, help="如 people.xlsx")


def _running(commands: Any) -> None:
    serve = _command(
        commands, "serve", "启动网页服务和后台任务", "jingwei.site.server:serve", json=False
    )
    serve.add_argument("--host", metavar="地址", default="127.0.0.1", help="默认 127.0.0.1")
    serve.add_argument("--port", metavar="端口", type=_port, default=8000, help="默认 8000")
    serve.add_argument("--no-worker", action="store_true", help="不启动后台任务")
    work = _command(commands, "worker", "只运行后台任务", "jingwei.site.server:worker", json=False)
    migrate = _command(commands, "migrate", "建立或升级数据库", "jingwei.site.upkeep:migrate")
    setup = _command(
        commands, "setup", "在空库里建立本区和三个管理员账号", "jingwei.site.upkeep:setup"
    )
    setup.add_argument("code", metavar="代码", help="本区代码，小写字母和数字，如 qinglan")
    setup.add_argument("name", metavar="名称", help="本区名称，如 青岚区")
    setup.set_defaults(creates=True)
    password = _command(commands, "password", "重置一个账号的密码", "jingwei.site.upkeep:password")
    password.add_argument("username", metavar="登录名")
    demo = _group(commands, "demo", "演示数据")
    load = _command(demo, "load", "载入虚构的演示区", "jingwei.site.upkeep:demo_load")
    load.add_argument(
        "--scale", metavar="倍数", type=_scale, default=0.05,
        help="1 是一个区的 19,400 人；默认 0.05",
    )  # fmt: skip
    load.add_argument(
        "--seed", metavar="种子", type=_seed, default=1, help="同一个数得到同样的数据；默认 1"
    )
    for command in (serve, work, migrate, load):
        command.set_defaults(creates=True)


def _keeping(commands: Any) -> None:
    _command(commands, "check", "检查这套系统能否正常运行", "jingwei.site.upkeep:check")
    backup = _command(
        commands, "backup", "把数据库和文件备份成一个文件", "jingwei.site.upkeep:backup"
    )
    backup.add_argument("file", metavar="文件", type=_output, help="如 backup.zip")
    restore = _command(commands, "restore", "用备份代替现有数据", "jingwei.site.upkeep:restore")
    restore.set_defaults(creates=True)
    _file(restore)
    restore.add_argument("--yes", action="store_true", help="不再询问，直接代替")
    audit = _group(commands, "audit", "审计记录")
    _command(audit, "verify", "逐条核对审计记录是否被改动", "jingwei.site.upkeep:audit_check")


def _group(commands: Any, name: str, words: str) -> Any:
    group = commands.add_parser(name, help=words, description=words)
    return group.add_subparsers(title="命令", metavar="命令", required=True)


def _command(group: Any, name: str, words: str, handler: str, *, json: bool = True) -> Parser:
    command: Parser = group.add_parser(name, help=words, description=words)
    command.set_defaults(handler=handler, django=True, creates=False, json=False)
    if json:
        command.add_argument("--json", action="store_true", help="输出 JSON")
    return command


def _file(command: Parser) -> None:
    command.add_argument("file", metavar="文件", type=_input, help="要读的文件")


def _input(text: str) -> Path:
    path = Path(text)
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"“{text}”是文件夹，不是文件。")
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"没有找到“{text}”。")
    return path


def _output(text: str) -> Path:
    path = Path(text)
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"“{text}”是文件夹，请写文件名。")
    if not path.absolute().parent.is_dir():
        raise argparse.ArgumentTypeError(f"文件夹“{path.parent}”不存在。")
    return path


def _month(text: str) -> date:
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})", text)
    if not found or not (1 <= int(found[2]) <= 12 and 1990 <= int(found[1]) <= 2100):
        raise argparse.ArgumentTypeError(f"月份写成 2025-06 的样子，不能是“{text}”。")
    return date(int(found[1]), int(found[2]), 1)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        told = f"日期写成 2025-06-30 的样子，不能是“{text}”。"
        raise argparse.ArgumentTypeError(told) from error


def _whole(text: str, low: int, high: int, name: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"{name}应为 {low} 到 {high} 的整数，不能是“{text}”。")
    return int(text)


def _year(text: str) -> int:
    return _whole(text, 1990, 2100, "年度")


def _port(text: str) -> int:
    return _whole(text, 1, 65535, "端口")


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.05 <= scale <= 60:
        raise argparse.ArgumentTypeError(f"倍数应为 0.05 到 60 的数，不能是“{text}”。")
    return scale


def _seed(text: str) -> int:
    return _whole(text, 0, 999_999_999, "种子")
