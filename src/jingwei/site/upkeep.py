"""Keeping an installation healthy: tables, demo, checks, backup and restore, the audit chain."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.accounts.services import (
    roles,
    roles_sync,
    user_create,
    user_grant,
    user_password_set,
)
from jingwei.kernel.audit import audit_verify
from jingwei.kernel.backup import backup_restore, backup_verify, backup_write
from jingwei.kernel.clock import standing_on
from jingwei.kernel.console import Answer
from jingwei.kernel.errors import BadInput
from jingwei.kernel.jobs import schedule_declare, schedule_troubles
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.workdays import calendar_seed
from jingwei.org.models import Unit, UnitKind
from jingwei.org.services import unit_create
from jingwei.plans import demo
from jingwei.plans.selectors.series import month_of, months_until
from jingwei.plans.services.series import series_keep
from jingwei.site.demo.cases import cases_load
from jingwei.site.demo.load import LARGE, people_load

LOW_DISK = 1024**3
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


def migrate(asked: Any) -> Answer:
    """Create or upgrade the tables, the cache table and the roles."""
    count = pending_migrations()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    roles = roles_sync()
    calendar_seed()
    schedule_declare(timezone.now())
    done = f"升级了 {count} 步" if count else "已是最新"
    return Answer([f"数据库{done}，角色 {roles} 个。"], {"migrations": count, "roles": roles})


def pending_migrations() -> int:
    """Return how many migrations of the code the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def setup(asked: Any) -> Answer:
    """Give an empty database its root unit and the three administrators.

    Raises BadInput ``setup.not_empty`` when units exist, ValidationError for a malformed code.
    """
    migrate(asked)
    if Unit.objects.exists():
        raise BadInput(
            "setup.not_empty", "数据库里已有单位。", hint="忘记密码请用 jingwei password。"
        )
    with transaction.atomic():
        root = unit_create(
            code=asked.code, name=asked.name, kind=UnitKind.DISTRICT, since=timezone.localdate()
        )
        passwords = {role: _administrator(role, root) for role in ADMINISTRATORS}
    lines = [f"  {role}  {password}" for role, password in passwords.items()]
    return Answer([f"已建立“{root}”。三个管理员的初始密码只显示这一次：", *lines], passwords)


def _administrator(role: str, root: Unit) -> str:
    label = str(roles()[role]["label"])
    user, password = user_create(
        role, full_name=label, title=label, home_path=root.path, actor=None
    )
    user_grant(user, role_codes=[role], paths=[root.path], actor=None)
    return password


def password(asked: Any) -> Answer:
    """Give an account a new random password. Raises BadInput ``accounts.unknown``."""
    user = User.objects.filter(username=asked.username).first()
    if user is None:
        raise BadInput("accounts.unknown", f"没有登录名为“{asked.username}”的账号。")
    fresh = user_password_set(user, password=None, actor=None)
    return Answer([f"“{user}”的新密码：{fresh}"], {"username": user.username, "password": fresh})


def demo_load(asked: Any) -> Answer:
    """Fill an empty database with the invented district; tell each step unless JSON is asked."""
    migrate(asked)
    out, had_mark = _keep_quiet if asked.json else _say, settings.DEMO_MARK.is_file()
    try:
        with transaction.atomic():
            demo.demo_load(out)
            people_load(out, scale=asked.scale, seed=asked.seed)
            with standing_on(demo.DAY):
                cases_load(out)
                _numbers_keep(out, asked.scale)
    except BaseException:
        if not had_mark:
            settings.DEMO_MARK.unlink(missing_ok=True)
        raise
    accounts = [{"username": name, "who": who} for name, who in demo.demo_accounts()]
    return Answer([], {"accounts": accounts, "password": demo.PASSWORD})


def _numbers_keep(out: Callable[[str], None], scale: float) -> None:
    """Keep the numbers of the demo's months; of a large district only those of the last."""
    months = months_until(demo.DAY) if scale < LARGE else [month_of(demo.DAY)]
    kept = series_keep(months, on=demo.DAY)
    for failure in kept.failed:
        out(str(failure))
    out(f"指标按月保存 {kept.rows} 行")


def demo_lines() -> list[str]:
    """Return the accounts of the demo district and their password, as sentences."""
    accounts = [f"  {name}  {who}" for name, who in demo.demo_accounts()]
    return [f"演示账号（口令都是 {demo.PASSWORD}）：", *accounts]


def backup(asked: Any) -> Answer:
    """Write one file that holds everything."""
    manifest = backup_write(asked.file)
    rows = sum(manifest["rows"].values())
    size = asked.file.stat().st_size / 1024 / 1024
    files = len(manifest["members"]) - 1
    text = f"已备份到 {asked.file}：{rows} 行数据，{files} 个文件，{size:.1f} MB。"
    return Answer([text], manifest)


def restore(asked: Any) -> Answer:
    """Put the content of a backup in place of what is there, after asking once."""
    manifest = backup_verify(asked.file)
    if not asked.yes:
        _ask(f"将用 {manifest['created_at'][:16]} 的备份代替现有全部数据。")
    kept = backup_restore(asked.file)
    lines = ["已恢复。" + (f"原来的数据留在 {kept}。" if kept else "")]
    if pending_migrations():
        lines.append("备份来自较早的版本，请运行 jingwei migrate。")
    return Answer(lines, {"before": str(kept) if kept else None, "manifest": manifest})


def audit_check(asked: Any) -> Answer:
    """Recompute the audit chain."""
    count, wrong = audit_verify()
    text = f"审计记录 {count} 条，链条完整。" if wrong is None else _broken(wrong)
    return Answer([text], {"rows": count, "broken_at": wrong}, failed=wrong is not None)


def check(asked: Any) -> Answer:
    """Look at everything the product needs; one line each."""
    found = [("设置", _settings()), ("数据库", _database())]
    if not found[-1][1]:
        found += [("表结构", _migrations()), ("审计", _audit()), ("定时任务", _schedule())]
    found += [("磁盘", _disk())]
    lines = [f"{'✗' if wrong else '✓'} {name}  {wrong or '正常'}" for name, wrong in found]
    data = [{"name": name, "ok": not wrong, "message": wrong} for name, wrong in found]
    return Answer(lines, data, failed=any(wrong for _, wrong in found))


def _settings() -> str:
    messages = run_checks(include_deployment_checks=True)
    wrong = [m for m in messages if m.level >= WARNING and not m.is_silenced()]
    return "；".join(f"{m.id} {m.msg}" for m in wrong)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"连接不上（{error}）。请检查 JINGWEI_DATABASE_URL。"
    return ""


def _migrations() -> str:
    count = pending_migrations()
    return f"还有 {count} 步升级没有做，请运行 jingwei migrate。" if count else ""


def _audit() -> str:
    try:
        _, wrong = audit_verify()
    except DatabaseError:
        return "还没有审计表，请运行 jingwei migrate。"
    return "" if wrong is None else _broken(wrong)


def _schedule() -> str:
    try:
        return "".join(schedule_troubles(timezone.now()))
    except DatabaseError:
        return "还没有任务表，请运行 jingwei migrate。"


def _disk() -> str:
    free = shutil.disk_usage(settings.VAR).free
    return "" if free >= LOW_DISK else f"只剩 {free // 1024**2} MB，请清理磁盘。"


def _broken(wrong: int) -> str:
    if wrong == 0:
        return "审计记录末尾缺少记录：链头与最后一条对不上。"
    row = AuditEntry.objects.get(pk=wrong)
    at = timezone.localtime(row.at)
    return f"审计记录第 {wrong} 号（{at:%Y-%m-%d %H:%M} {row.act}）与前后对不上，可能被改动或删除。"


def _ask(warning: str) -> None:
    if not sys.stdin.isatty():
        raise BadInput("site.confirm", warning, hint="确定要做请加 --yes。")
    _say(f"{warning}输入 yes 继续：")
    if sys.stdin.readline().strip().lower() != "yes":
        raise BadInput("site.confirm", "没有恢复，数据没有变化。")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _keep_quiet(line: str) -> None:
    """Say nothing."""
