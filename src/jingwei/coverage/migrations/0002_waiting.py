from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coverage', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='programme',
            name='proposed_count',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='待核对的名单变动'),
        ),
        migrations.AddField(
            model_name='programme',
            name='typed_count',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='只有手工凭据的'),
        ),
    ]
