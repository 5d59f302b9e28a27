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


def _describe(change, model, pk, duties, actor) -> None:
    with change(model, pk, actor=actor, verb="edit") as office:
        office.duties = duties


if __name__ == "__main__":
    main()
