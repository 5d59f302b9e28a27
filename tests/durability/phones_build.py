"""Run as a program: a small county and so many phones of its grid worker; prints their secrets and the grid as JSON."""

import json
import sys

import django

django.setup()

from bihuan.field.devices import set_up_device  # noqa: E402
from bihuan.kernel.ids import new_id  # noqa: E402
from tests.worlds import County  # noqa: E402

county = County.build()
worker, area = county.who("德固镇网格员"), county.area("刘庄村第一网格")
secrets = [set_up_device(worker, name=f"手机{number}", device_id=new_id())[1] for number in range(int(sys.argv[1]))]
json.dump({"secrets": secrets, "area": str(area.pk)}, sys.stdout)
