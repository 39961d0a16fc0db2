import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0002_registers"),
        ("plans", "0002_proof"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndicatorValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=80, verbose_name="指标代码")),
                ("month", models.DateField(verbose_name="月份")),
                ("day", models.DateField(verbose_name="截至")),
                ("count", models.PositiveIntegerField(verbose_name="数")),
                (
                    "whole",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="总数"),
                ),
                ("computed_at", models.DateTimeField(verbose_name="计算时间")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "指标数",
                "ordering": ["code", "month", "pk"],
                "indexes": [models.Index(fields=["unit", "month"], name="indicator_value_by_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "month", "unit"), name="indicator_value_once"
                    )
                ],
            },
        ),
    ]
