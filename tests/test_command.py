"""The ``jingwei`` command: what it prints, how it refuses, what it leaves behind."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import stat
from contextlib import closing
from pathlib import Path

import pytest

from jingwei.kernel.audit import audit
from jingwei.kernel.models import AuditEntry
from jingwei.site.command import main
from tests.installation import Installation, installation, wait_until


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
