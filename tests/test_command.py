"""The ``jingwei`` command: what it prints, how it refuses, what it leaves behind."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit
from jingwei.kernel.models import AuditEntry
from jingwei.org.models import Unit
from jingwei.plans.models import AnnualPlan, PlanVersion
from jingwei.plans.services.measure import proof_set
from jingwei.site.command import main
from tests.factories import MeasureFactory, PlanFactory, UnitFactory
from tests.installation import Installation, installation, wait_until

PLAN = """青岚区委组织部2025年工作要点
一、建强组织体系
1.抓实基层基础。举办党务干部培训班2期。6月底前完成阵地整改。建立导师帮带档案。
2.严格党员教育。每季度召开1次研判会。开展党员集中轮训3次。
"""


@pytest.fixture
def plan_file(tmp_path) -> Path:
    path = tmp_path / "要点.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def asked(capsys):
    """Run the command; return its exit code, stdout, stderr."""

    def ask(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return ask


class TestBadArguments:
    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            ([], "缺少 命令。"),
            (["plan"], "缺少 命令。"),
            (["plan", "outline"], "缺少 文件。"),
            (["plan", "outline", "none.txt"], "没有找到“none.txt”。"),
            (["plan", "outline", "."], "“.”是文件夹，不是文件。"),
            (["plan", "import", __file__], "缺少 --year。"),
            (["plan", "import", __file__, "--year", "25"], "年度应为 1990 到 2100 的整数"),
            (["plan", "report", "--month", "2025-13", "--out", "x"], "月份写成 2025-06 的样子"),
            (["plan", "report", "--month", "2025-06", "--out", "no/x"], "文件夹“no”不存在。"),
            (["plan", "report", "--month"], "--month 后面缺少内容。"),
            (["plan", "coverage", "--colour"], "不认识 --colour。"),
            (["serve", "--port", "0"], "端口应为 1 到 65535 的整数，不能是“0”。"),
            (["fly"], "没有 'fly' 这个命令。"),
        ],
    )
    def test_are_answered_in_one_sentence_with_exit_2(self, asked, words, sentence):
        code, out, err = asked(*words)

        assert (code, out, err.count("\n")) == (2, "", 1)
        assert sentence in err
        assert "--help。" in err

    def test_help_is_chinese(self, capsys):
        with pytest.raises(SystemExit) as end:
            main(["plan", "import", "--help"])

        text = capsys.readouterr().out
        assert end.value.code == 0
        assert "usage" not in text
        assert "写法：jingwei plan import" in text


class TestPlanOutline:
    def test_prints_an_indented_tree(self, asked, plan_file):
        code, out, _ = asked("plan", "outline", plan_file)

        assert code == 0
        assert out.splitlines()[:4] == [
            "青岚区委组织部2025年工作要点",
            "一、建强组织体系",
            "  1. 抓实基层基础",
            "    · 举办党务干部培训班2期〔数量：2期〕",
        ]
        assert out.endswith("共 1 个板块、2 项任务、5 条举措。\n")

    def test_prints_the_published_shape_as_json(self, asked, plan_file):
        _, out, _ = asked("plan", "outline", plan_file, "--json")

        found = json.loads(out)
        assert found["areas"][0]["items"][1]["heading"] == "严格党员教育"
        assert found["source_text"].splitlines() == PLAN.splitlines()

    def test_refuses_what_is_no_plan(self, asked, tmp_path):
        letter = tmp_path / "信.txt"
        letter.write_text("你好，见信如面。", encoding="utf-8")

        code, out, err = asked("plan", "outline", letter)

        assert (code, out) == (2, "")
        assert err.startswith("这不像一份工作计划")

    def test_loads_no_django_and_needs_no_installation(self, plan_file, tmp_path):
        program = (
            "import sys\nfrom jingwei.site.command import main\n"
            "code = main(sys.argv[1:])\nsys.exit(code or 'django' in sys.modules)"
        )
        words = [sys.executable, "-c", program, "plan", "outline", str(plan_file)]
        env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

        done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True)

        assert done.returncode == 0, done.stderr
        assert [path.name for path in tmp_path.iterdir()] == [plan_file.name]


class TestPlanImport:
    def test_a_first_version_becomes_measures_that_nobody_was_given(self, asked, plan_file, zzb):
        code, out, _ = asked("plan", "import", plan_file, "--year", 2025)

        version = PlanVersion.objects.get()
        plan = version.plan
        assert code == 0
        assert (plan.unit, plan.state, version.file_name) == (zzb, "draft", "要点.txt")
        assert plan.measures.count() == 5
        assert "还没有发布" in out

    def test_a_later_version_waits_for_a_person(self, asked, plan_file, zzb):
        asked("plan", "import", plan_file, "--year", 2025)

        _, out, _ = asked("plan", "import", plan_file, "--year", 2025)

        assert PlanVersion.objects.get(number=2).confirmed_at is None
        assert "核对差异后确认" in out

    def test_dry_run_stores_nothing(self, asked, plan_file, zzb):
        code, out, _ = asked("plan", "import", plan_file, "--year", 2025, "--dry-run")

        assert code == 0
        assert "新增 5 条。\n试运行，没有保存。" in out
        assert not AnnualPlan.objects.exists()
        assert not AuditEntry.objects.filter(act="plan.import").exists()

    def test_issue_confirms_and_issues_under_the_given_title(self, asked, plan_file, gbk):
        words = ["--year", 2025, "--unit", "qinglan/zzb/gbk", "--title", "干部科要点", "--issue"]

        code, out, _ = asked("plan", "import", plan_file, *words, "--json")

        plan = AnnualPlan.objects.get()
        assert code == 0
        assert (plan.title, plan.unit, plan.state) == ("干部科要点", gbk, "issued")
        assert json.loads(out)["measures"] == {"kept": 0, "changed": 0, "new": 5, "gone": 0}

    def test_second_version_tells_what_changed(self, asked, plan_file, zzb):
        asked("plan", "import", plan_file, "--year", 2025, "--issue")
        plan_file.write_text(PLAN.replace("建立导师帮带档案。", ""), encoding="utf-8")

        _, out, _ = asked("plan", "import", plan_file, "--year", 2025, "--json")

        assert json.loads(out)["measures"] == {"kept": 4, "changed": 0, "new": 0, "gone": 1}

    def test_unknown_unit_is_bad_input(self, asked, plan_file, zzb):
        code, _, err = asked("plan", "import", plan_file, "--year", 2025, "--unit", "qinglan/xx/")

        assert (code, err) == (2, "没有路径为“qinglan/xx/”的单位。路径如 qinglan/zzb/。\n")

    def test_unit_must_be_named_when_several_can_be_meant(self, asked, plan_file, db):
        UnitFactory(code="a")
        UnitFactory(code="b")

        code, _, err = asked("plan", "import", plan_file, "--year", 2025)

        assert code == 2
        assert "请用 --unit 写明是哪个单位的要点：a/（a局）、b/（b局）。" in err


class TestPlanCoverage:
    def test_sorts_the_measures_in_force_by_proof(self, asked, zzb, insider):
        typed = MeasureFactory(unit=zzb)
        proof_set(typed, kind="typed", target=2, unit_label="期", actor=insider)
        MeasureFactory(plan=typed.plan, text="建立导师帮带档案")
        PlanFactory(unit=zzb, issued=False)

        code, out, _ = asked("plan", "coverage", "--json")

        found = json.loads(out)
        assert (code, found["total"]) == (0, 2)
        assert found["counts"] == {"computed": 0, "milestones": 0, "typed": 1, "none": 1}
        assert found["measures"]["none"][0]["text"] == "建立导师帮带档案"
        assert found["measures"]["typed"][0]["target"] == "2.00"

    def test_of_a_year_without_plans_says_so(self, asked, zzb):
        MeasureFactory(unit=zzb)

        assert asked("plan", "coverage", "--year", 2024) == (0, "没有在办的举措。\n", "")


class TestPlanReport:
    def test_writes_the_report_as_of_the_last_day_of_the_month(self, asked, today, zzb, tmp_path):
        MeasureFactory(unit=zzb)
        target = tmp_path / "report.docx"

        code, out, _ = asked("plan", "report", "--month", "2025-05", "--out", target, "--json")

        assert (code, json.loads(out)["as_of"]) == (0, "2025-05-31")
        assert target.read_bytes().startswith(b"PK")

    def test_within_the_month_ends_today(self, asked, today, zzb, tmp_path):
        MeasureFactory(unit=zzb)

        _, out, _ = asked("plan", "report", "--month", "2025-06", "--out", tmp_path / "r", "--json")

        assert date.fromisoformat(json.loads(out)["as_of"]) == today

    def test_of_a_month_to_come_is_refused(self, asked, today, zzb, tmp_path):
        MeasureFactory(unit=zzb)

        code, _, err = asked("plan", "report", "--month", "2025-07", "--out", tmp_path / "r")

        assert (code, err) == (2, "2025-07 还没有到，不能出月报。\n")
        assert not (tmp_path / "r").exists()

    def test_plan_must_be_named_when_there_are_several(self, asked, today, zzb, tmp_path):
        first, second = PlanFactory(unit=zzb), PlanFactory(unit=zzb)

        code, _, err = asked("plan", "report", "--month", "2025-06", "--out", tmp_path / "r")

        assert code == 2
        assert f"{first.pk}（{first}）" in err
        assert f"{second.pk}（{second}）" in err


class TestAuditVerify:
    def test_whole_chain_is_counted(self, asked, insider):
        count = AuditEntry.objects.count()

        assert asked("audit", "verify") == (0, f"审计记录 {count} 条，链条完整。\n", "")

    def test_altered_row_is_named_with_exit_1(self, asked, insider, zzb):
        row = audit("user.change", insider, insider, title="干部")
        audit("user.change", insider, insider, title="科长")
        AuditEntry.objects.filter(pk=row.pk).update(data={"title": "部长"})

        code, out, _ = asked("audit", "verify", "--json")

        assert (code, json.loads(out)["broken_at"]) == (1, row.pk)

    def test_missing_end_is_noticed(self, asked, insider):
        AuditEntry.objects.order_by("-pk").first().delete()

        code, out, _ = asked("audit", "verify")

        assert code == 1
        assert "末尾缺少记录" in out


class TestFailure:
    def test_without_data_says_where_it_looked(self, tmp_path, monkeypatch, asked):
        monkeypatch.setenv("JINGWEI_SECRET_KEY", "")
        monkeypatch.setenv("JINGWEI_VAR", str(tmp_path / "empty"))

        code, out, err = asked("plan", "coverage")

        assert (code, out) == (2, "")
        assert err.startswith(f"“{tmp_path}/empty”里还没有经纬的数据。请先运行 jingwei migrate")
        assert not (tmp_path / "empty").exists()

    def test_nobody_foresaw_is_a_sentence_and_no_traceback(self, asked, plan_file, monkeypatch):
        monkeypatch.setattr("jingwei.plans.management.plan_outline.outline_sum", lambda _: 1 / 0)

        code, out, err = asked("plan", "outline", plan_file)

        assert (code, out, err.count("\n")) == (1, "", 1)
        assert "ZeroDivisionError" in err

    def test_shows_its_traceback_when_asked_for(self, asked, plan_file, monkeypatch):
        monkeypatch.setattr("jingwei.plans.management.plan_outline.outline_sum", lambda _: 1 / 0)
        monkeypatch.setenv("JINGWEI_DEBUG", "yes")

        with pytest.raises(ZeroDivisionError):
            asked("plan", "outline", plan_file)


class TestInstallation:
    def test_migrate_makes_a_key_that_only_its_owner_reads(self, house):
        key = house.var / "secret_key"

        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert len(key.read_text()) >= 64

    def test_migrate_makes_its_folder_also_with_a_given_key(self, house, tmp_path):
        var = tmp_path / "deep" / "var"
        given = {"JINGWEI_VAR": str(var), "JINGWEI_SECRET_KEY": "k" * 60}
        elsewhere = Installation(tmp_path, house.env | given)

        done = elsewhere.run("migrate")

        assert done.returncode == 0, done.stderr
        assert not (var / "secret_key").exists()

    def test_second_migrate_changes_nothing(self, house):
        key = (house.var / "secret_key").read_text()

        done = house.run("migrate", "--json")

        assert json.loads(done.stdout)["migrations"] == 0
        assert (house.var / "secret_key").read_text() == key

    def test_check_of_a_fresh_installation_finds_nothing_wrong(self, house):
        done = house.run("check", "--json")

        found = json.loads(done.stdout)
        assert {row["name"] for row in found} == {
            "设置", "数据库", "表结构", "审计", "定时任务", "磁盘",
        }  # fmt: skip
        assert [row["message"] for row in found if not row["ok"]] == []
        assert done.returncode == 0

    def test_serve_before_migrate_is_refused(self, tmp_path):
        with installation(tmp_path) as fresh:
            done = fresh.run("serve", "--port", str(free_port()))

        assert done.returncode == 1
        assert done.stderr.endswith("请先运行 jingwei migrate。\n")


class TestServe:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_answers_until_a_signal_and_leaves_nothing_running(self, house, number):
        port = free_port()
        server = house.start("serve", "--port", str(port))
        try:
            greeting = server.stdout.readline()
            status = ask(port)
            children = children_of(server.pid)
        finally:
            server.send_signal(number)
            _, errors = server.communicate(timeout=30)

        assert greeting == f"已启动：http://127.0.0.1:{port}/（按 Ctrl-C 停止）\n"
        assert (status, server.returncode, errors) == (200, 0, "")
        assert len(children) == 2
        assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []

    def test_killed_server_takes_its_children_along(self, house):
        server = house.start("serve", "--port", str(free_port()))
        server.stdout.readline()
        children = children_of(server.pid)

        server.kill()
        server.communicate()

        wait_until(lambda: not any(alive(pid) for pid in children))

    def test_taken_port_is_told(self, house):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]

            done = house.run("serve", "--port", str(port))

        assert done.returncode == 1
        assert done.stderr.startswith(f"地址 127.0.0.1:{port} 用不了")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as asking:
        asking.request("GET", "/account/login/")
        return asking.getresponse().status


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


class TestSetup:
    def test_gives_an_empty_database_its_root_and_three_separate_administrators(self, asked, db):
        code, out, _ = asked("setup", "qinglan", "青岚区", "--json")

        passwords = json.loads(out)
        assert code == 0
        assert Unit.objects.get().path == "qinglan/"
        assert set(passwords) == {"system_admin", "security_admin", "audit_admin"}
        for name, password in passwords.items():
            user = User.objects.get(username=name)
            assert user.check_password(password)
            assert [group.name for group in user.groups.all()] == [name]

    def test_refuses_a_database_that_holds_units(self, asked, zzb):
        code, _, err = asked("setup", "qinglan", "青岚区")

        assert (code, User.objects.count()) == (2, 0)
        assert "数据库里已有单位" in err

    def test_a_malformed_code_creates_nothing(self, asked, db):
        code, _, err = asked("setup", "青岚", "青岚区")

        assert (code, Unit.objects.count(), User.objects.count()) == (1, 0, 0)
        assert "小写字母和数字" in err


class TestPassword:
    def test_a_new_password_replaces_the_old_one_and_leaves_a_trace(self, asked, insider):
        code, out, _ = asked("password", "insider", "--json")

        insider.refresh_from_db()
        assert code == 0
        assert insider.check_password(json.loads(out)["password"])
        assert AuditEntry.objects.filter(act="user.password", actor=None).count() == 1

    def test_an_unknown_account_is_bad_input(self, asked, db):
        code, _, err = asked("password", "nobody")

        assert (code, err) == (2, "没有登录名为“nobody”的账号。\n")
