"""Staff: the list, the page of a person, accounts and posts."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs import selectors, services
from bihuan.orgs.models import ChainHolder, DutyShift, Liaison, Post, Role, Staff
from bihuan.orgs.policies import MANAGE_ORGS, POSTS, READ_ORGS, manages_staff
from bihuan.orgs.services.accounts import NewAccount
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.orgs.tree import area_tree
from bihuan.platform.policies import holds, require
from bihuan.platform.search.index import matching
from bihuan.web.forms import DeskForm, answer, attempt
from bihuan.web.orgs.acting import act, shown_once, viewer_of, with_one_tree
from bihuan.web.orgs.forms import KEPT, AccountForm, EndPostForm, HandOverForm, NewAccountForm, PostForm, ReasonForm

PAGE = 50


@require_GET
@with_one_tree
def staff_list(request: HttpRequest) -> HttpResponse:
    """Everybody, or those a name, a role, a place or a state finds."""
    viewer = viewer_of(request)
    require(viewer, READ_ORGS)
    today, asked = clock.today(), request.GET
    people = Staff.objects.order_by("initials", "name", "id")
    if text := asked.get("q", "").strip()[:40]:
        people = people.filter(pk__in=matching("staff", text).values("object_id"))
    posts = Post.objects.in_force(today).select_related("area", "office")
    wanted = posts
    if (role := asked.get("role", "")) in Role.values:
        wanted = wanted.filter(role=role)
    towns = [node for node in area_tree().by_path.values() if node.level == "town" and node.in_force(today)]
    town = next((node for node in towns if str(node.id) == asked.get("town", "")), None)
    if town is not None:
        wanted = wanted.filter(area__town_id=town.id)
    if role or town is not None:
        people = people.filter(pk__in=wanted.values("staff_id"))
    state = asked.get("state", "")
    if state == "off":
        people = people.filter(is_active=False)
    elif state == "none":
        people = people.filter(is_active=True).exclude(pk__in=posts.values("staff_id"))
    else:
        people = people.filter(is_active=True)
    found = Paginator(people.prefetch_related(Prefetch("posts", queryset=posts, to_attr="posts_now")), PAGE).get_page(
        asked.get("page")
    )
    context = {
        "page": found,
        "roles": Role.choices,
        "towns": towns,
        "asked": asked,
        "manages": holds(viewer, MANAGE_ORGS),
    }
    return render(request, "web/orgs/staff_list.html", context)


def _staff(staff_id: UUID) -> Staff:
    staff = Staff.objects.filter(pk=staff_id).first()
    if staff is None:
        raise NotFound(_("没有找到这位工作人员。"))
    return staff


@require_GET
@with_one_tree
def page(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """A person: account, posts then and now, places in chains, liaison, duty ahead."""
    viewer = viewer_of(request)
    require(viewer, READ_ORGS)
    staff, today = _staff(staff_id), clock.today()
    context = {
        "person": staff,
        "today": today,
        "posts": selectors.posts_of(staff),
        "manages": manages_staff(viewer, staff),
        "may_appoint": holds(viewer, MANAGE_ORGS),
        "places": ChainHolder.objects.filter(staff=staff, level__chain__active=True).select_related(
            "level__chain", "area"
        )[:50],
        "liaisons": Liaison.objects.filter(staff=staff).order_by("to_day", "-from_day")[:50],
        "shifts": DutyShift.objects.filter(staff=staff, day__gte=today)
        .select_related("area", "substitute")
        .order_by("day", "part")[:14],
        "sections": spine(viewer, Thing(ThingKind.STAFF, staff.pk)),
    }
    return render(request, "web/orgs/staff_page.html", context)


def _back(staff_id: UUID) -> str:
    return reverse("web:staff_page", args=[staff_id])


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new account; its one-time password is shown once."""
    viewer = viewer_of(request)
    require(viewer, MANAGE_ORGS)
    form = NewAccountForm(request.POST or None)
    values = form.cleaned_data if form.is_valid() else {}
    new = attempt(
        form,
        lambda: services.create_account(
            actor=viewer, name=values["name"], username=values["username"], phone=values["phone"], mail=values["mail"]
        ),
    )
    if new is not None:
        return _password(request, new, fresh=True)
    context = {"form": form, "title": _("新建账号"), "submit": _("建立账号"), "back": reverse("web:staff_list")}
    return answer(request, "web/orgs/act.html", context)


def _password(request: HttpRequest, new: NewAccount, *, fresh: bool) -> HttpResponse:
    return shown_once(request, {"person": new.staff, "password": new.password, "fresh": fresh})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Name, phone, mail."""
    viewer, staff = viewer_of(request), _managed(request, staff_id)
    initial = {"name": staff.name, "phone": KEPT if staff.phone else "", "mail": staff.mail, "seen": staff.version}
    form = AccountForm(request.POST or None, initial=initial)

    def write() -> Staff:
        values = form.cleaned_data
        phone = staff.phone if values["phone"] == KEPT else values["phone"]
        return services.edit_account(
            actor=viewer, staff_id=staff.pk, name=values["name"], phone=phone, mail=values["mail"], seen=values["seen"]
        )

    return act(
        request,
        form,
        write,
        record=staff,
        title=_("修改账号:%(name)s") % {"name": staff.name},
        submit=_("保存"),
        done=_("账号已保存。"),
        back=_back(staff.pk),
    )


def _managed(request: HttpRequest, staff_id: UUID) -> Staff:
    """The person, if the viewer manages their account; refused like the service would refuse."""
    require(viewer_of(request), MANAGE_ORGS)
    staff = _staff(staff_id)
    if not manages_staff(viewer_of(request), staff):
        raise NotFound(_("这位人员的账号不归您管理。"))
    return staff


@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Switch the account off."""
    viewer, staff = viewer_of(request), _managed(request, staff_id)
    form = ReasonForm(request.POST or None, initial={"seen": staff.version})
    return act(
        request,
        form,
        lambda: services.deactivate_account(actor=viewer, staff_id=staff.pk, **form.cleaned_data),
        record=staff,
        title=_("停用账号:%(name)s") % {"name": staff.name},
        submit=_("停用账号"),
        done=_("账号已停用,现任岗位已于今天结束。"),
        back=_back(staff.pk),
        danger=True,
        note=_("停用后立即不能登录,现任岗位今天结束,经办过的事项仍记在其名下。"),
    )


@require_http_methods(["GET", "POST"])
def password(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """A new one-time password; also switches an account on again."""
    viewer, staff = viewer_of(request), _managed(request, staff_id)
    service = services.reset_password if staff.is_active else services.reactivate_account
    form = DeskForm(request.POST if request.method == "POST" else None)
    new = attempt(form, lambda: service(actor=viewer, staff_id=staff.pk))
    if new is not None:
        return _password(request, new, fresh=False)
    title = _("重置密码:%(name)s") if staff.is_active else _("重新启用:%(name)s")
    note = _("会生成一个一次性密码,只显示一次;对方下次登录时必须修改。")
    context = {
        "form": form,
        "title": title % {"name": staff.name},
        "submit": _("生成一次性密码"),
        "back": _back(staff.pk),
        "note": note,
    }
    return answer(request, "web/orgs/act.html", context)


@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """A post for this person."""
    viewer, staff = viewer_of(request), _staff(staff_id)
    require(viewer, MANAGE_ORGS)
    form = PostForm(request.POST or None)

    def write() -> Post:
        values = form.cleaned_data
        return services.appoint(
            actor=viewer,
            staff_id=staff.pk,
            role=values["role"],
            area_id=values["area"],
            office_id=values["office"],
            title=values["title"],
            from_day=values["from_day"],
            to_day=values["to_day"],
        )

    return act(
        request,
        form,
        write,
        title=_("任命:%(name)s") % {"name": staff.name},
        submit=_("任命"),
        done=_("任职已登记。"),
        back=_back(staff.pk),
    )


def _post(request: HttpRequest, post_id: UUID) -> Post:
    post = Post.objects.select_related("staff", "area", "office").filter(pk=post_id).first()
    if post is None:
        raise NotFound(_("没有找到这个任职。"))
    POSTS.check(viewer_of(request), MANAGE_ORGS, post)
    return post


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """The last day of a post."""
    viewer, post = viewer_of(request), _post(request, post_id)
    form = EndPostForm(request.POST or None, initial={"seen": post.version})
    return act(
        request,
        form,
        lambda: services.end_post(actor=viewer, post_id=post.pk, **form.cleaned_data),
        record=post,
        danger=True,
        title=_("结束任职:%(post)s") % {"post": post},
        submit=_("结束任职"),
        done=_("任职已结束。"),
        back=_back(post.staff_id),
    )


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """From one person to the next, without a gap."""
    viewer, post = viewer_of(request), _post(request, post_id)
    form = HandOverForm(request.POST or None, initial={"seen": post.version})

    def write() -> Post:
        values = form.cleaned_data
        return services.hand_over(
            actor=viewer,
            post_id=post.pk,
            successor_id=values["successor"],
            from_day=values["from_day"],
            with_chain=values["with_chain"],
            seen=values["seen"],
        )

    return act(
        request,
        form,
        write,
        record=post,
        title=_("交接:%(post)s") % {"post": post},
        submit=_("交接"),
        done=_("岗位已交接。"),
        back=reverse("web:area_page", args=[post.area_id]),
    )
