import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('collection', '0003_own_sheets'),
        ('org', '0002_registers'),
    ]

    operations = [
        migrations.AddField(
            model_name='ledger',
            name='by_organization',
            field=models.BooleanField(default=False, verbose_name='由各党组织登记'),
        ),
        migrations.AddField(
            model_name='ledgerrow',
            name='organization',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ledger_rows', to='org.partyorganization', verbose_name='党组织'),
        ),
    ]
