"""The category trees: names, the words by which matters are recognised, and which are still in use."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.models import CaseKind, Category
from bihuan.cases.policies import SET_UP
from bihuan.cases.services.set_up import add_category, edit_category
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Staff
from bihuan.platform.policies import require
from bihuan.web.forms import DeskForm, answer, attempt, split_words

_WORDS_HELP = gettext_lazy("用空格、逗号或换行分开。群众写到这些词,就会建议这个类别。")


class EditCategoryForm(DeskForm):
    """What can change of a category."""

    name = forms.CharField(
        label=gettext_lazy("类别名称"), max_length=60, error_messages={"required": gettext_lazy("请填写类别名称。")}
    )
    synonyms = forms.CharField(
        label=gettext_lazy("同义词"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_WORDS_HELP,
    )
    active = forms.BooleanField(label=gettext_lazy("启用(停用后不能再选,已有事项不受影响)"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class AddCategoryForm(DeskForm):
    """A new category."""

    kind = forms.ChoiceField(label=gettext_lazy("事项类型"), choices=CaseKind.choices)
    parent = forms.ModelChoiceField(
        label=gettext_lazy("上级类别"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=gettext_lazy("(无,作为一级类别)"),
    )
    code = forms.CharField(
        label=gettext_lazy("类别代码"),
        max_length=30,
        help_text=gettext_lazy("上级有统一代码表的,填统一代码。"),
        error_messages={"required": gettext_lazy("请填写类别代码。")},
    )
    name = forms.CharField(
        label=gettext_lazy("类别名称"), max_length=60, error_messages={"required": gettext_lazy("请填写类别名称。")}
    )
    synonyms = forms.CharField(
        label=gettext_lazy("同义词"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_WORDS_HELP,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Category.objects.filter(active=True).order_by("kind", "code")


def _staff(request: HttpRequest) -> Staff:
    assert isinstance(request.user, Staff)
    require(request.user, SET_UP)
    return request.user


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """All categories by kind; one query."""
    _staff(request)
    found = list(Category.objects.select_related("parent").order_by("kind", "code"))
    groups = [(kind.label, [one for one in found if one.kind == kind]) for kind in CaseKind]
    return render(request, "web/setup/categories.html", {"groups": groups})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a category."""
    staff = _staff(request)
    form = AddCategoryForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})

    def write() -> Category:
        values = form.cleaned_data
        return add_category(staff, **{**values, "synonyms": split_words(values["synonyms"])})

    if attempt(form, write) is not None:
        messages.success(request, _("类别已添加。"))
        return redirect("web:setup_categories")
    return answer(
        request, "web/setup/form.html", {"form": form, "title": _("添加类别"), "back": reverse("web:setup_categories")}
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, category_id: UUID) -> HttpResponse:
    """Change a category."""
    staff = _staff(request)
    category = Category.objects.filter(pk=category_id).first()
    if category is None:
        raise NotFound(_("没有找到这个类别。"))
    initial = {
        "name": category.name,
        "synonyms": " ".join(category.synonyms),
        "active": category.active,
        "seen": category.version,
    }
    form = EditCategoryForm(request.POST or None, initial=initial)

    def write() -> Category:
        values = form.cleaned_data
        return edit_category(staff, category_id=category_id, **{**values, "synonyms": split_words(values["synonyms"])})

    if attempt(form, write) is not None:
        messages.success(request, _("类别已保存。"))
        return redirect("web:setup_categories")
    return answer(
        request, "web/setup/form.html", {"form": form, "title": category.name, "back": reverse("web:setup_categories")}
    )
