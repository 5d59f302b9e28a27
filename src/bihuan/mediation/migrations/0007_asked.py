from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mediation", "0006_network_terms")]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="asked",
            field=models.BooleanField(default=True, verbose_name="邀请"),
        ),
    ]
