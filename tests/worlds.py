"""Valid worlds for tests, in one line: a small county whose people hold the posts a story needs."""

from dataclasses import dataclass, field
from datetime import date

from bihuan.orgs.models import Area, Office, Post, Role, Staff
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create, create_many

Level, Kind = Area.Level, Office.Kind
LONG_AGO = date(2020, 1, 1)
PASSWORD = "correct-horse-9"


@dataclass
class County:
    """Named access to a built world: `county.area("德固镇")`, `county.office("德固镇供水所")`, `county.who("值班员")`."""

    areas: dict[str, Area] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)

    @classmethod
    def build(cls) -> "County":
        """澜州县 with 德固镇 and 城关镇, three villages each, a grid a village, offices and one person a role."""
        world = cls()
        world.add_area("澜州县", Level.COUNTY, "411799", None)
        for number, town in ((101, "德固镇"), (102, "城关镇")):
            world.add_area(town, Level.TOWN, f"411799{number}", "澜州县")
            for village_number, village in enumerate(VILLAGES[town], start=201):
                world.add_area(village, Level.VILLAGE, f"411799{number}{village_number}", town)
                world.add_area(f"{village}第一网格", Level.GRID, f"411799{number}{village_number}001", village)
            for name, kind in (
                ("综治中心", Kind.CENTRE),
                ("供水所", Kind.STATION),
                ("村镇办", Kind.OFFICE),
                ("调委会", Kind.MEDIATION),
            ):
                world.add_office(f"{town}{name}", kind, town)
        for name, kind in (("县综治中心", Kind.CENTRE), ("县住建局", Kind.DEPARTMENT)):
            world.add_office(name, kind, "澜州县")
        for town in ("德固镇", "城关镇"):
            village = VILLAGES[town][0]
            for role, area, office in (
                (Role.TOWN_SECRETARY, town, None),
                (Role.LEADER, town, None),
                (Role.DUTY_OFFICER, town, f"{town}综治中心"),
                (Role.SUPERVISOR, town, f"{town}综治中心"),
                (Role.CLERK, town, f"{town}综治中心"),
                (Role.OFFICE_HEAD, town, f"{town}供水所"),
                (Role.HANDLER, town, f"{town}供水所"),
                (Role.MEDIATOR, town, f"{town}调委会"),
                (Role.VILLAGE_SECRETARY, village, None),
                (Role.VILLAGE_CADRE, village, None),
                (Role.GRID_WORKER, f"{village}第一网格", None),
                (Role.ENTERPRISE_OFFICER, town, f"{town}村镇办"),
            ):
                world.add_staff(f"{town}{role.label}", role, area, office)
            world.add_staff(f"{town}村镇办经办", Role.HANDLER, town, f"{town}村镇办")
        for role in (Role.ADMINISTRATOR, Role.COUNTY_LEADER, Role.COUNTY_DESK, Role.AUDITOR):
            world.add_staff(f"县{role.label}", role, "澜州县", "县综治中心" if role == Role.COUNTY_DESK else None)
        return world

    def add_area(self, name: str, level: str, code: str, parent: str | None, *, grid_kind: str = "") -> Area:
        above = self.areas[parent] if parent else None
        own = code.removeprefix(above.code) if above else code
        area = Area(
            code=code,
            name=name,
            level=level,
            parent=above,
            path=(above.path if above else "") + own + "/",
            grid_kind=grid_kind or ("community" if level == Level.GRID else ""),
            initials=f"T{code[6:9]}" if level == Level.TOWN else "",
        )
        area.town_id = area.pk if level == Level.TOWN else (above.town_id if above else None)
        self.areas[name] = create(area, actor=SYSTEM)
        return area

    def add_office(self, name: str, kind: str, area: str) -> Office:
        at = self.areas[area]
        self.offices[name] = create(Office(name=name, kind=kind, area=at, town_id=at.town_id), actor=SYSTEM)
        return self.offices[name]

    def add_staff(self, name: str, role: str, area: str, office: str | None) -> Staff:
        person = Staff(username=f"u{len(self.staff) + 1:03d}", name=name)
        person.set_password(PASSWORD)
        create(person, actor=SYSTEM)
        post = Post(
            staff=person,
            role=role,
            area=self.areas[area],
            office=self.offices[office] if office else None,
            from_day=LONG_AGO,
        )
        create_many([post], actor=SYSTEM)
        self.staff[name] = person
        return person

    def area(self, name: str) -> Area:
        return self.areas[name]

    def office(self, name: str) -> Office:
        return self.offices[name]

    def who(self, name: str) -> Staff:
        """The person called `name`, freshly loaded so that posts are read anew: `who("德固镇综治中心值班员")`."""
        return Staff.objects.get(pk=self.staff[name].pk)


VILLAGES = {"德固镇": ("刘庄村", "河湾村", "柳林社区"), "城关镇": ("东关社区", "西关村", "南街社区")}


def one_of_each_role() -> list[Staff]:
    """One person for every set of roles that somebody holds: rights follow from these alone."""
    found: dict[frozenset[str], Staff] = {}
    for person in Staff.objects.prefetch_related("posts").order_by("username"):
        found.setdefault(frozenset(post.role for post in person.posts.all()), person)
    return list(found.values())
