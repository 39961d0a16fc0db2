import django.db.models.deletion
import jingwei.liaison.registry
from django.conf import settings
from django.db import migrations, models

REFERENCES = ("person", "unit", "organization")


def keys_set(apps, schema_editor):
    """Write kind and parties of every pair that goes on; of two alike only the first has them."""
    pairs, met = apps.get_model("liaison", "Pair"), set()
    for pair in pairs.objects.filter(until=None).order_by("since", "pk").iterator():
        key = "|".join((pair.kind, _side(pair, "one"), _side(pair, "two")))
        if key not in met:
            pairs.objects.filter(pk=pair.pk).update(open_key=key)
        met.add(key)


def _side(pair, side):
    keys = ((name[0], getattr(pair, f"{side}_{name}_id")) for name in REFERENCES)
    found = [f"{letter}{pk}" for letter, pk in keys if pk]
    return "".join(found) or "w" + getattr(pair, f"{side}_words")


class Migration(migrations.Migration):

    dependencies = [
        ('liaison', '0001_initial'),
        ('org', '0002_registers'),
        ('people', '0001_registers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='contactrecord',
            options={'ordering': ['on', 'pk'], 'verbose_name': '联系记录'},
        ),
        migrations.AlterModelOptions(
            name='pair',
            options={'ordering': ['unit_path', 'pk'], 'verbose_name': '联系'},
        ),
        migrations.AddField(
            model_name='contactrecord',
            name='changed_at',
            field=models.DateTimeField(auto_now=True, verbose_name='更新时间'),
        ),
        migrations.AddField(
            model_name='contactrecord',
            name='source',
            field=models.CharField(blank=True, editable=False, max_length=120, verbose_name='来源'),
        ),
        migrations.AddField(
            model_name='contactrecord',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name='版本'),
        ),
        migrations.AddField(
            model_name='contactrecord',
            name='why_withdrawn',
            field=models.CharField(blank=True, max_length=200, verbose_name='撤回原因'),
        ),
        migrations.AddField(
            model_name='contactrecord',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤回人'),
        ),
        migrations.AddField(
            model_name='contactrecord',
            name='withdrawn_on',
            field=models.DateField(blank=True, null=True, verbose_name='撤回日期'),
        ),
        migrations.AddField(
            model_name='pair',
            name='changed_at',
            field=models.DateTimeField(auto_now=True, verbose_name='更新时间'),
        ),
        migrations.AddField(
            model_name='pair',
            name='open_key',
            field=models.CharField(blank=True, editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name='pair',
            name='source',
            field=models.CharField(blank=True, editable=False, max_length=120, verbose_name='来源'),
        ),
        migrations.AddField(
            model_name='pair',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name='版本'),
        ),
        migrations.AlterField(
            model_name='contactrecord',
            name='pair',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='liaison.pair', verbose_name='联系编号'),
        ),
        migrations.AlterField(
            model_name='pair',
            name='kind',
            field=models.CharField(choices=jingwei.liaison.registry.kinds_named, max_length=40, verbose_name='联系类别'),
        ),
        migrations.AlterField(
            model_name='pair',
            name='level',
            field=models.CharField(blank=True, choices=jingwei.liaison.registry.levels_named, max_length=20, verbose_name='照护级别'),
        ),
        migrations.RunPython(keys_set, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='contactrecord',
            index=models.Index(fields=['on', 'id'], name='contact_by_day'),
        ),
        migrations.AddConstraint(
            model_name='contactrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('why_withdrawn', ''), ('withdrawn_by', None), ('withdrawn_on', None)), models.Q(('withdrawn_on__isnull', False), models.Q(('why_withdrawn', ''), _negated=True)), _connector='OR'), name='contact_withdrawn_with_a_reason', violation_error_message='撤回要写明原因。'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=models.UniqueConstraint(condition=models.Q(('open_key', ''), _negated=True), fields=('open_key',), name='pair_open_once', violation_error_message='这两方的这类联系已经登记，不用重复建立。'),
        ),
    ]
