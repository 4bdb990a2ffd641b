from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0006_answers'),
    ]

    operations = [
        migrations.AddField(
            model_name='goldenrun',
            name='failures',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
