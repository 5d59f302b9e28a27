"""Ledgers of the organisation's structure: areas, offices, who holds which post, who is on duty."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Invalid
from bihuan.kernel.reading import tidy_name
from bihuan.orgs import services
from bihuan.orgs.addresses import area_url, office_url, rota_url, staff_url
from bihuan.orgs.ledgers.answers import answered, area_id, day, refused, text
from bihuan.orgs.models import Area, DutyShift, Office, Post, Role, Staff
from bihuan.orgs.policies import MANAGE_ORGS, MANAGE_ROTA, READ_ORGS
from bihuan.orgs.services.area_lists import AreaRow, add_areas
from bihuan.orgs.services.imports import take_back
from bihuan.platform.actors import Actor
from bihuan.platform.crypto import blind
from bihuan.platform.ledgers import (
    AreaName,
    Choice,
    Day,
    FilterKind,
    Ledger,
    LongText,
    NewRow,
    OfficeName,
    Phone,
    Refused,
    StaffName,
    Text,
    Whole,
    YesNo,
)
from bihuan.platform.models import ImportBatch
from bihuan.platform.policies import visible

LEVEL_WORDS = {
    Area.Level.COUNTY: "县 区 县区 县级 区县 市 县(市、区)",
    Area.Level.TOWN: "乡镇 镇 乡 街道 街道办 街道办事处 办事处 乡镇级 乡级 镇级",
    Area.Level.VILLAGE: "村 社区 行政村 村级 村居 居委会 村委会 居民区",
    Area.Level.GRID: "网格 基础网格 综合网格 小区网格 专属网格",
    Area.Level.MICRO: "微网格 楼栋 楼栋网格 十户长",
}
GRID_WORDS = {
    Area.GridKind.COMMUNITY: "小区网格 基础网格 综合网格 社区网格",
    Area.GridKind.SPECIAL: "专属网格 专属 专属性网格",
}
ROLE_WORDS = {
    Role.GRID_WORKER: "网格员 网格长 专职网格员",
    Role.VILLAGE_SECRETARY: "村书记 支部书记 村支书 社区书记 党支部书记 村(社区)党组织书记",
    Role.VILLAGE_CADRE: "村干部 社区干部 两委 村两委",
    Role.TOWN_SECRETARY: "党委书记 党工委书记 书记 镇党委书记 街道书记",
    Role.LEADER: "分管领导 副镇长 副书记 政法委员 班子成员",
    Role.DUTY_OFFICER: "值班员 综治中心值班员 综治中心工作人员",
    Role.MEDIATOR: "调解员 人民调解员 专职调解员",
    Role.OFFICE_HEAD: "单位负责人 主任 站长 所长",
    Role.HANDLER: "经办人 经办人员 办事员 工作人员",
    Role.SUPERVISOR: "督导员 督查员",
    Role.CLERK: "统计员",
}


class Aliases(Text):
    """The other names of an area, read in one statement for the page."""

    filter_kind = FilterKind.NONE

    @property
    def fields(self) -> tuple[str, ...]:
        return ()

    def value(self, row: Any) -> object:
        return "、".join(alias.name for alias in row.aliases.all()) or None

    def text_condition(self, text: str) -> Q | None:
        return Q(aliases__name__icontains=text)


class Areas(Ledger):
    """Towns, villages and grids: who is above whom, since when, under which names."""

    key, title, model = "areas", _("区域台账"), Area
    about = _("乡镇(街道)、村(社区)和网格,名称、代码、别名与启用停用日期。")
    towards = _("先用“导入”交一份区划名单:名称、级别、上级、别名四列即可。")

    code = Text("code", _("区域代码"), nullable=False, width=18, synonyms="代码 区划代码 编码 统计区划代码 网格编码")
    name = Text("name", _("名称"), required=True, fixed=True, search=True, synonyms="区域名称 区域 网格名称 单位名称")
    level = Choice(
        "level",
        _("层级"),
        choices=Area.Level,
        words=LEVEL_WORDS,
        required=True,
        code="level",
        synonyms="级别 区域级别 类型",
    )
    above = Text(
        "parent.name", _("上级区域"), search=True, code="area", synonyms="上级 上级名称 所属上级 隶属 所属乡镇 所属区域"
    )
    aliases = Aliases("aliases", _("别名"), shown=False, synonyms="曾用名 简称 又名 其他名称")
    grid_kind = Choice("grid_kind", _("网格类型"), choices=Area.GridKind, words=GRID_WORDS, synonyms="网格类别")
    households = Whole("households", _("户数"), total=True, imported=False)
    population = Whole("population", _("人口"), total=True, imported=False)
    valid_from = Day("valid_from", _("启用日期"), synonyms="设立日期 成立时间 启用时间")
    valid_to = Day("valid_to", _("停用日期"), imported=False)

    filters, order = [level, grid_kind, above, valid_to], ["code"]
    right, export_right, import_right = READ_ORGS, READ_ORGS, MANAGE_ORGS
    same_when = ["name", "level", "above"]
    search_kind = "area"

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return visible(Area, viewer, READ_ORGS).prefetch_related("aliases")

    def open_url(self, row: Area) -> str:
        return area_url(row.pk)

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        return answered(
            add_areas(
                actor=actor,
                rows=[
                    AreaRow(
                        name=text(row.values, "name"),
                        level=text(row.values, "level"),
                        above=text(row.values, "above"),
                        aliases=text(row.values, "aliases"),
                        code=text(row.values, "code"),
                        grid_kind=text(row.values, "grid_kind"),
                        valid_from=day(row.values, "valid_from"),
                    )
                    for row in rows
                ],
            )
        )

    def undo(self, *, actor: Actor, ids: Sequence[UUID], batch: ImportBatch) -> None:
        top_down = Area.objects.filter(pk__in=ids).order_by("path").values_list("pk", flat=True)
        take_back(Area, list(top_down), actor=actor)


class Offices(Ledger):
    """Departments, stations and committees that handle matters."""

    key, title, model = "offices", _("单位台账"), Office
    about = _("综治中心、内设机构、派驻站所、县直部门和村(居)委会,职责范围决定事项分给谁。")
    towards = _("用“导入”交单位名单,或者在组织页面逐个新增。")

    name = Text(
        "name",
        _("单位名称"),
        required=True,
        fixed=True,
        search=True,
        nullable=False,
        synonyms="单位 部门 部门名称 机构名称",
    )
    kind = Choice("kind", _("单位类型"), choices=Office.Kind, required=True, synonyms="类型 机构类型 类别")
    area = AreaName(
        "area", _("所在区域"), path="area__path", required=True, code="area", synonyms="所属乡镇 区域 所在乡镇 乡镇"
    )
    phone = Text("phone", _("办公电话"), synonyms="电话 联系电话 值班电话", search=True)
    duties = LongText("duties", _("职责范围"), synonyms="职责 主要职责 职能", search=True)
    valid_to = Day("valid_to", _("撤销日期"), shown=False, imported=False)

    filters, order = [area, kind], ["name"]
    right, export_right, import_right = READ_ORGS, READ_ORGS, MANAGE_ORGS
    same_when = ["name", "area"]
    search_kind = "office"

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return visible(Office, viewer, READ_ORGS)

    def open_url(self, row: Office) -> str:
        return office_url(row.pk)

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        answers: list[UUID | Refused] = []
        for row in rows:
            try:
                office = services.add_office(
                    actor=actor,
                    name=text(row.values, "name"),
                    kind=text(row.values, "kind"),
                    area_id=area_id(row.values),
                    phone=text(row.values, "phone"),
                    duties=text(row.values, "duties"),
                )
                answers.append(office.pk)
            except BihuanError as refusal:
                answers.append(refused(refusal))
        return answers

    def undo(self, *, actor: Actor, ids: Sequence[UUID], batch: ImportBatch) -> None:
        take_back(Office, ids, actor=actor)


class StaffPosts(Ledger):
    """People and the posts they hold: one row a post, past ones included."""

    key, title, model = "staff", _("人员岗位台账"), Post
    about = _("谁在哪里任什么职、从哪天到哪天;导入时没有账号的人会建立账号,由管理员发放一次性密码后才能登录。")
    towards = _("用“导入”交人员名单:姓名、手机、岗位、任职区域、单位。")

    name = Text("staff.name", _("姓名"), required=True, fixed=True, search=True, synonyms="人员姓名 名字")
    role = Choice(
        "role", _("岗位"), choices=Role, words=ROLE_WORDS, required=True, synonyms="角色 人员类别 岗位类型 身份"
    )
    post_title = Text("title", _("职务"), search=True, synonyms="职务名称 职位")
    area = AreaName(
        "area",
        _("任职区域"),
        path="area__path",
        town="area__town_id",
        required=True,
        code="area",
        synonyms="所属区域 区域 所在村 所属网格 网格 负责网格 乡镇",
    )
    office = OfficeName("office", _("所在单位"), synonyms="单位 部门 所属单位", imported=True)
    phone = Phone(
        "staff.phone", _("手机号码"), index="staff__phone_index", code="phone", synonyms="手机 电话 联系电话 联系方式"
    )
    username = Text("staff.username", _("登录名"), shown=False, synonyms="账号 用户名")
    from_day = Day("from_day", _("任职起"), nullable=False, synonyms="任职时间 上岗时间 开始日期 任职日期")
    to_day = Day("to_day", _("任职止"), future=True, synonyms="离任时间 结束日期")
    can_sign_in = YesNo("staff.is_active", _("可登录"), shown=False, imported=False)

    filters, order = [area, role, to_day], ["-from_day"]
    right, export_right, import_right, reveal_right = READ_ORGS, READ_ORGS, MANAGE_ORGS, MANAGE_ORGS
    same_when = ["name", "role", "area"]
    needs = ["staff_id"]

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return visible(Post, viewer, READ_ORGS)

    def open_url(self, row: Post) -> str:
        return staff_url(row.staff_id)

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        answers: list[UUID | Refused] = []
        for row in rows:
            try:
                with transaction.atomic():
                    answers.append(self._save(actor, row).pk)
            except BihuanError as refusal:
                answers.append(refused(refusal))
        return answers

    def _save(self, actor: Actor, row: NewRow) -> Post:
        where = area_id(row.values)
        return services.appoint(
            actor=actor,
            staff_id=self._account(actor, row).pk,
            role=text(row.values, "role"),
            area_id=where,
            office_id=self._office(row, where),
            title=text(row.values, "post_title"),
            from_day=day(row.values, "from_day") or clock.today(),
            to_day=day(row.values, "to_day"),
        )

    def _account(self, actor: Actor, row: NewRow) -> Staff:
        """The account of the person: by sign-in, else by name and phone, else a new one."""
        name, phone, username = (
            tidy_name(text(row.values, "name")),
            text(row.values, "phone"),
            text(row.values, "username").lower(),
        )
        found = None
        if username:
            found = Staff.objects.filter(username=username).first()
            if found is not None and found.name != name:
                raise Invalid(_now("登录名“%(username)s”属于另一个人。") % {"username": username}, field="username")
        elif phone:
            found = Staff.objects.filter(name=name, phone_index=blind(phone, "phone")).first()
        if found is not None:
            return found
        return services.create_account(actor=actor, name=name, username=username, phone=phone).staff

    def _office(self, row: NewRow, where: UUID | None) -> UUID | None:
        name = tidy_name(text(row.values, "office"))
        if not name:
            return None
        area = Area.objects.filter(pk=where).first() if where else None
        named = Office.objects.filter(name=name, valid_to=None)
        found = list(named.filter(town_id=area.town_id)[:2] if area else named[:2])
        if len(found) != 1:
            raise Invalid(
                _now("没有找到单位“%(name)s”,请核对名称或先建立单位。") % {"name": name}, field="office", code="office"
            )
        return found[0].pk

    def undo(self, *, actor: Actor, ids: Sequence[UUID], batch: ImportBatch) -> None:
        people = set(Post.objects.filter(pk__in=ids).values_list("staff_id", flat=True))
        take_back(Post, ids, actor=actor)
        for person in Staff.objects.filter(pk__in=people, posts=None, last_login=None, is_active=True):
            services.deactivate_account(actor=actor, staff_id=person.pk, reason=_now("撤销导入"))


class Duty(Ledger):
    """Who is on duty where and when, planned and substituted."""

    key, title, model = "duty", _("值班台账"), DutyShift
    about = _("各级中心的白班和夜班:值班员、带班领导、替班人。")
    towards = _("在值班表页面按人员轮流排班,或者用“导入”交排班表。")

    day = Day(
        "day", _("日期"), required=True, fixed=True, future=True, nullable=False, code="date", synonyms="值班日期 时间"
    )
    area = AreaName(
        "area",
        _("值班区域"),
        path="area__path",
        town="area__town_id",
        required=True,
        code="area",
        synonyms="单位 区域 乡镇 值班单位",
    )
    part = Choice(
        "part",
        _("班次"),
        choices=DutyShift.Part,
        required=True,
        words={"day": "白班 白天 日班 早班", "night": "夜班 晚班 夜间 晚上"},
        synonyms="班别 值班班次",
    )
    staff = StaffName("staff", _("值班员"), required=True, synonyms="值班人员 值班人 姓名")
    leader = StaffName("leader", _("带班领导"), synonyms="值班领导 带班 带班人")
    substitute = StaffName("substitute", _("替班人"), imported=False)
    phone = Text("phone", _("值班电话"), synonyms="联系电话 电话")

    filters, order = [day, area, part], ["-day"]
    right, export_right, import_right = READ_ORGS, READ_ORGS, MANAGE_ROTA
    same_when = ["day", "area", "part"]
    needs = ["area_id"]

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return visible(DutyShift, viewer, READ_ORGS)

    def open_url(self, row: DutyShift) -> str:
        return rota_url(row.area_id, f"{row.day:%Y-%m}")

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        answers: list[UUID | Refused] = []
        for row in rows:
            try:
                where, on = area_id(row.values), day(row.values, "day")
                if on is None:
                    raise Invalid(_now("请填写日期。"), field="day", code="date")
                shift = services.assign_shift(
                    actor=actor,
                    area_id=where,
                    day=on,
                    part=text(row.values, "part"),
                    phone=text(row.values, "phone"),
                    staff_id=_named(text(row.values, "staff"), where, "staff"),
                    leader_id=_named(text(row.values, "leader"), where, "leader"),
                )
                answers.append(shift.pk)
            except BihuanError as refusal:
                answers.append(refused(refusal))
        return answers

    def undo(self, *, actor: Actor, ids: Sequence[UUID], batch: ImportBatch) -> None:
        take_back(DutyShift, ids, actor=actor)


def _named(name: str, where: UUID | None, column: str) -> UUID | None:
    """The one active person of a name, preferably with a post in the area's town."""
    wanted = tidy_name(name)
    if not wanted:
        return None
    people = list(Staff.objects.filter(name=wanted, is_active=True)[:20])
    if len(people) > 1 and where is not None:
        town = Area.objects.filter(pk=where).values_list("town_id", flat=True).first()
        near = set(Post.objects.filter(staff__in=people, area__town_id=town).values_list("staff_id", flat=True))
        people = [one for one in people if one.pk in near] or people
    if len(people) != 1:
        why = (
            _now("没有找到人员“%(name)s”,请先建立账号。")
            if not people
            else _now("有几个人都叫“%(name)s”,请在值班表页面选择。")
        )
        raise Invalid(why % {"name": wanted}, field=column, code="staff")
    return people[0].pk
