from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_conferences")]

    operations = [
        migrations.AddField(
            model_name="caseclock",
            name="extra",
            field=models.DecimalField(decimal_places=1, default=0, max_digits=6),
        ),
        migrations.AlterField(
            model_name="timelimit",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("appeal", "诉求"),
                    ("dispute", "纠纷"),
                    ("hazard", "隐患"),
                    ("finding", "问题"),
                    ("difficulty", "企业难题"),
                    ("benefit", "惠民实事"),
                    ("petition", "信访事项"),
                ],
                max_length=12,
                verbose_name="事项类型",
            ),
        ),
    ]
