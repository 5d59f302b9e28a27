"""Makes the database of the browser tests and prints the sign-in names: `python -m tests.browser.build`."""

import json

import django
from django.conf import settings
from django.core.management import call_command

from tests.migrated import put_empty_database


def main() -> None:
    django.setup()
    put_empty_database(settings.HOME / "bihuan.sqlite3")
    call_command("migrate", verbosity=0)
    from bihuan.cases.defaults import load_defaults
    from bihuan.platform.actors import SYSTEM
    from bihuan.platform.change import change

    load_defaults()
    from bihuan.orgs.find import index_staff
    from tests.worlds import County

    world = County.build()
    index_staff(world.staff.values())
    for name, office in world.offices.items():
        words = {"供水所": "供水 停水 水管", "村镇办": "道路 房屋 路灯", "调委会": "纠纷 调解"}
        duties = next((text for ending, text in words.items() if name.endswith(ending)), "")
        if duties:
            _describe(change, type(office), office.pk, duties, SYSTEM)
    _register_shop(world, SYSTEM)
    _publish_form(world)
    _open_class(world, SYSTEM)
    print(json.dumps({name: person.username for name, person in world.staff.items()}, ensure_ascii=False))


def _register_shop(world, actor) -> None:
    """A place that two phones can edit."""
    from bihuan.orgs.services import PointEntry, register_point

    grid = world.area("刘庄村第一网格")
    register_point(actor=actor, entry=PointEntry(kind="shop", name="兴旺小卖部", area_id=grid.pk, address="村口"))


def _publish_form(world) -> None:
    """A form of a campaign that runs."""
    from bihuan.inspections.tests.forms_world import with_form

    with_form(world)


def _open_class(world, actor) -> None:
    """A class that begins today and that residents can enrol for."""
    from datetime import time, timedelta

    from bihuan.community.registers import PROGRAMMES
    from bihuan.kernel import clock

    today = clock.today()
    values = {
        "title": "刘庄村托管班", "kind": "childcare", "area": world.area("刘庄村"), "place": "刘庄村党群服务中心",
        "starts_on": today, "ends_on": today + timedelta(days=20), "from_hour": time(8, 30), "to_hour": time(16, 30),
        "staff": world.who("德固镇综治中心值班员"), "quota": 2, "opens_on": today, "closes_on": today + timedelta(days=5),
        "must": {"all": [{"fact": "age", "is": "at_least", "value": 6}]}, "online": True,
        "publicity": "家长上班,孩子有人管。每天点名,放学由您写下的人接走。",
    }  # fmt: skip
    PROGRAMMES.add(actor=actor, values=values)


def _describe(change, model, pk, duties, actor) -> None:
    with change(model, pk, actor=actor, verb="edit") as office:
        office.duties = duties


if __name__ == "__main__":
    main()
