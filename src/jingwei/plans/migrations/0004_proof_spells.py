import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0002_registers'),
        ('plans', '0003_series'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='proof',
            name='unit_targets',
            field=models.JSONField(blank=True, default=dict, verbose_name='各单位目标'),
        ),
        migrations.CreateModel(
            name='ProofSpell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('indicator', '指标'), ('milestones', '节点'), ('typed', '填报数')], max_length=12, verbose_name='佐证方式')),
                ('indicator', models.CharField(blank=True, max_length=80, verbose_name='指标代码')),
                ('reading', models.CharField(choices=[('sum', '期内累计'), ('level', '期末达到'), ('share', '占比达到'), ('change', '比启动时变化'), ('units', '逐单位达到')], default='sum', max_length=8, verbose_name='怎样读数')),
                ('target', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='目标值')),
                ('unit_label', models.CharField(blank=True, max_length=20, verbose_name='计量单位')),
                ('baseline', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='启动时的数')),
                ('per_unit', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='每个单位应达')),
                ('unit_targets', models.JSONField(blank=True, default=dict, verbose_name='各单位目标')),
                ('until', models.DateField(verbose_name='改动日期')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proof_spells', to='plans.measure')),
                ('scope', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='统计范围')),
            ],
            options={
                'verbose_name': '佐证变更',
                'ordering': ['measure', 'until'],
                'constraints': [models.UniqueConstraint(fields=('measure', 'until'), name='proof_spell_once_a_day')],
            },
        ),
    ]
