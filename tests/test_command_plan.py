"""The commands around a plan: outline, import, coverage, report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date

from jingwei.kernel.models import AuditEntry
from jingwei.plans.models import AnnualPlan, PlanVersion, Proof
from jingwei.plans.services.measure import proof_set
from tests.conftest import PLAN
from tests.factories import MeasureFactory, PlanFactory, UnitFactory


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
        none = dict.fromkeys(("indicator", "programme", "procedure", "round", "milestones"), 0)
        assert found["counts"] == {**none, "typed": 1, "none": 1}
        assert (found["computed"], found["shares"]["typed"]) == (0, 50)
        assert found["measures"]["none"][0]["text"] == "建立导师帮带档案"
        assert found["measures"]["typed"][0]["target"] == "2.00"

    def test_a_trial_of_the_suggestions_counts_a_fresh_plan_and_stores_nothing(
        self, asked, plan_file, zzb
    ):
        told = PLAN.replace("每季度召开1次研判会", "加强流动党员管理")
        plan_file.write_text(told, encoding="utf-8")
        asked("plan", "import", plan_file, "--year", 2025)
        before = AuditEntry.objects.count()

        code, out, _ = asked("plan", "coverage", "--accept-suggestions", "--year", 2025)
        _, told, _ = asked("plan", "coverage", "--accept-suggestions", "--json")

        assert code == 0
        assert out.splitlines()[0].startswith("试算：没有佐证的举措一律采用第一条建议")
        assert "依据“" in out
        found = json.loads(told)
        assert sum(found["counts"].values()) == found["total"] == 5
        assert found["with_milestones"] > found["computed"] > 0
        assert not Proof.objects.exists()
        assert AuditEntry.objects.count() == before

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
