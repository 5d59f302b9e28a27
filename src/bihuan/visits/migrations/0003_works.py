"""Benefit works, their steps, the households concerned and residents' opinions."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bihuan.kernel.clock
import bihuan.kernel.ids
import bihuan.platform.fields


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0003_attachments"),
        ("orgs", "__first__"),
        ("visits", "0002_households"),
    ]

    operations = [
        migrations.CreateModel(
            name="BenefitWork",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=bihuan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=bihuan.kernel.clock.now, editable=False)),
                ("area_path", bihuan.platform.fields.AreaPathField(db_index=True, editable=False, max_length=100)),
                ("voided_at", models.DateTimeField(editable=False, null=True)),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废原因")),
                (
                    "title",
                    models.CharField(help_text="例如:清河小区东路修补。", max_length=120, verbose_name="惠民工程"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("road", "道路修补"),
                            ("speed_bumps", "减速带"),
                            ("heating", "供暖改造"),
                            ("lighting", "照明亮化"),
                            ("renovation", "老旧小区改造"),
                            ("title", "小区办证"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="工程类别",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="地点")),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="道路按平方米,减速带、路灯按处,供暖、改造、办证按户。",
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="数量",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="类别为“其他”时填写,别的类别不用填。", max_length=10, verbose_name="单位"
                    ),
                ),
                ("homes", models.PositiveIntegerField(blank=True, null=True, verbose_name="受益户数")),
                ("builder", models.CharField(blank=True, max_length=120, verbose_name="施工(承办)单位")),
                ("begins_on", models.DateField(verbose_name="计划开始")),
                ("ends_on", models.DateField(verbose_name="计划完成")),
                (
                    "cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="投入资金(元)",
                    ),
                ),
                (
                    "money",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upper", "上级资金"),
                            ("town", "乡镇(街道)财政"),
                            ("collective", "村(社区)集体"),
                            ("residents", "居民自筹、维修资金"),
                            ("donated", "捐赠、企业出资"),
                            ("mixed", "多种来源"),
                        ],
                        max_length=12,
                        verbose_name="资金来源",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "计划中"),
                            ("under_way", "施工(办理)中"),
                            ("accepted", "已验收"),
                            ("stopped", "已停办"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="进展",
                    ),
                ),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="实际开工")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="验收日期")),
                ("stopped_on", models.DateField(blank=True, null=True, verbose_name="停办日期")),
                ("stop_reason", models.CharField(blank=True, max_length=200, verbose_name="停办原因")),
                ("about", models.TextField(blank=True, verbose_name="说明")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.area",
                        verbose_name="所属区域",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="负责人",
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.area",
                        verbose_name="所属乡镇",
                    ),
                ),
            ],
            options={
                "verbose_name": "惠民工程",
                "indexes": [models.Index(fields=["town", "-accepted_on"], name="work_of_town")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="work_quantity"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("begins_on"))), name="work_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            ("accepted_on__isnull", False),
                            _connector="OR",
                        ),
                        name="work_accepted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stopped"), _negated=True),
                            models.Q(("stop_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="work_stopped",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkHousehold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=bihuan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=bihuan.kernel.clock.now, editable=False)),
                ("area_path", bihuan.platform.fields.AreaPathField(db_index=True, editable=False, max_length=100)),
                ("voided_at", models.DateTimeField(editable=False, null=True)),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废原因")),
                ("door", models.CharField(help_text="例如:3号楼2单元501。", max_length=60, verbose_name="房号")),
                ("owner", bihuan.platform.fields.EncryptedTextField(blank=True, verbose_name="户主(产权人)")),
                (
                    "owner_index",
                    bihuan.platform.fields.BlindIndexField(
                        blank=True, db_index=True, editable=False, kind="name", max_length=32, of="owner"
                    ),
                ),
                ("gathered_on", models.DateField(blank=True, null=True, verbose_name="资料齐全日期")),
                ("taken_on", models.DateField(blank=True, null=True, verbose_name="受理日期")),
                ("ready_on", models.DateField(blank=True, null=True, verbose_name="可办证日期")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="领证日期")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("missing", "资料未齐"),
                            ("gathered", "资料齐"),
                            ("taken", "已受理"),
                            ("ready", "可办证"),
                            ("issued", "已领证"),
                        ],
                        default="missing",
                        editable=False,
                        max_length=10,
                        verbose_name="办证进度",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.area",
                        verbose_name="所属区域",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        help_text="已登记的户请选上,在户的页面上就能看到。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.household",
                        verbose_name="户",
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.area",
                        verbose_name="所属乡镇",
                    ),
                ),
                (
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="visits.benefitwork",
                        verbose_name="惠民工程",
                    ),
                ),
            ],
            options={
                "verbose_name": "工程涉及户",
                "indexes": [
                    models.Index(fields=["town", "ready_on"], name="work_home_of_town"),
                    models.Index(fields=["household"], name="work_of_household"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at", None)), fields=("work", "door"), name="work_door_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkOpinion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=bihuan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=bihuan.kernel.clock.now, editable=False)),
                ("area_path", bihuan.platform.fields.AreaPathField(db_index=True, editable=False, max_length=100)),
                ("voided_at", models.DateTimeField(editable=False, null=True)),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废原因")),
                ("name", bihuan.platform.fields.EncryptedTextField(verbose_name="居民姓名")),
                (
                    "name_index",
                    bihuan.platform.fields.BlindIndexField(
                        blank=True, db_index=True, editable=False, kind="name", max_length=32, of="name"
                    ),
                ),
                ("said_on", models.DateField(verbose_name="日期")),
                (
                    "result",
                    models.CharField(
                        choices=[("fit", "合格"), ("unfit", "不合格")], max_length=6, verbose_name="验收意见"
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="意见说明")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.area",
                        verbose_name="所属区域",
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.area",
                        verbose_name="所属乡镇",
                    ),
                ),
                (
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="visits.benefitwork",
                        verbose_name="惠民工程",
                    ),
                ),
            ],
            options={
                "verbose_name": "居民验收意见",
            },
        ),
        migrations.CreateModel(
            name="WorkStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=bihuan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=bihuan.kernel.clock.now, editable=False)),
                ("area_path", bihuan.platform.fields.AreaPathField(db_index=True, editable=False, max_length=100)),
                ("voided_at", models.DateTimeField(editable=False, null=True)),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废原因")),
                ("name", models.CharField(max_length=120, verbose_name="步骤")),
                ("who", models.CharField(blank=True, max_length=60, verbose_name="责任单位或人")),
                ("due_on", models.DateField(verbose_name="计划完成")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="实际完成")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.area",
                        verbose_name="所属区域",
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.area",
                        verbose_name="所属乡镇",
                    ),
                ),
                (
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="visits.benefitwork",
                        verbose_name="惠民工程",
                    ),
                ),
            ],
            options={
                "verbose_name": "工程步骤",
            },
        ),
    ]
