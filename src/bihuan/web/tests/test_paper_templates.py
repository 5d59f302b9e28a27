"""Setting up papers: the desk of a town sees what is in use, brings a Word template, goes back; others see nothing of it."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.platform import documents
from bihuan.platform.models import DocumentTemplate
from tests.worlds import County

DESK, ADMIN = "德固镇综治中心值班员", "县系统管理员"
PAGE = "/setup/papers/mediation.acceptance/"


def upload(text: str) -> SimpleUploadedFile:
    word = docx.Document()
    word.add_paragraph(text)
    out = io.BytesIO()
    word.save(out)
    return SimpleUploadedFile("我们的表.docx", out.getvalue())


def test_the_list_opens_for_who_manages_templates_in_a_fixed_number_of_statements(
    county: County, client: Client
) -> None:
    client.force_login(county.who(DESK))
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/setup/papers/")
    assert "人民调解受理登记表" in page.content.decode() and "标准模板" in page.content.decode()
    assert len(asked) <= 8
    town = county.area("城关镇").pk
    assert client.get(f"/setup/papers/?town={town}").status_code == 404
    client.force_login(county.who(ADMIN))
    assert "城关镇" in client.get(f"/setup/papers/?town={town}").content.decode()
    for who in ("德固镇人民调解员", "德固镇分管领导", "德固镇统计员"):
        client.force_login(county.who(who))
        assert client.get("/setup/papers/").status_code == client.get(PAGE).status_code == 403


def test_a_refused_template_says_why_beside_the_file_and_a_good_one_is_in_use(county: County, client: Client) -> None:
    client.force_login(county.who(DESK))
    refused = client.post(PAGE, {"file": upload("{{ nobody }}"), "remark": "换成县里的"})
    text = refused.content.decode()
    assert refused.status_code == 422 and "“nobody”不是这种文书的字段" in text and "换成县里的" in text
    assert client.post(PAGE, {}).status_code == 422
    assert not DocumentTemplate.objects.exists()
    assert client.post(PAGE, {"file": upload("本镇:{{ case_number }}"), "remark": "换成县里的"}).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "第 1 版" in page and "换成县里的" in page and "使用中" in page
    shown = docx.Document(io.BytesIO(client.get(f"{PAGE}preview/").content))
    assert shown.paragraphs[0].text == "本镇:〔办件编号〕"
    assert client.get(f"{PAGE}preview/?pdf=1").content.startswith(b"%PDF")
    mine = DocumentTemplate.objects.get()
    assert client.get(f"/setup/papers/versions/{mine.pk}/")["Content-Disposition"].startswith("attachment")
    client.post(f"{PAGE}standard/")
    assert not DocumentTemplate.objects.filter(current=True).exists()
    standard = client.get(f"{PAGE}template/").content
    assert standard == documents.standard_template(documents.document("mediation.acceptance"))
    client.post(f"/setup/papers/versions/{mine.pk}/reinstate/")
    assert DocumentTemplate.objects.get(current=True) == mine


@pytest.mark.parametrize("key", ["mediation.nothing", "x"])
def test_an_unknown_paper_is_not_found(county: County, client: Client, key: str) -> None:
    client.force_login(county.who(ADMIN))
    assert client.get(f"/setup/papers/{key}/").status_code == 404
