"""Addresses of the case file."""

from django.urls import path

from bihuan.web.mediation import papers

urlpatterns = [
    path("cases/<uuid:case_id>/papers/whole/", papers.whole, name="papers_whole"),
    path("cases/<uuid:case_id>/papers/archive/", papers.archive, name="papers_archive"),
    path("cases/<uuid:case_id>/papers/archived/", papers.archived, name="papers_archived"),
    path("cases/<uuid:case_id>/papers/<slug:key>/pdf/", papers.pdf, name="papers_pdf"),
    path("cases/<uuid:case_id>/papers/<slug:key>/word/", papers.word, name="papers_word"),
    path("mediation/packs/", papers.pack, name="papers_pack"),
]
