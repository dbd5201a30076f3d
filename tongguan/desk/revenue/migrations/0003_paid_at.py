from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('revenue', '0002_frozen'),
    ]

    operations = [
        migrations.AddField(
            model_name='posting',
            name='paid_at',
            field=models.DateTimeField(null=True),
        ),
    ]
