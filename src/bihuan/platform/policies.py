"""Who may do what: permission × post role × scope, and one object that filters rows and answers single checks.

A room declares its rights with `grant` and how a scope reaches its rows with `RowPolicy`; both the row filter (SQL) and
the single check (Python) are made from that one declaration, and a property test holds them equal.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotAllowed
from bihuan.platform.actors import Actor, PostHeld, SystemActor

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

M = TypeVar("M", bound=Model)
K = TypeVar("K", bound=str)


class Scope(StrEnum):
    """How far a right reaches from the post that gives it, narrowest first."""

    OWN = "own"  # rows the person owns (handles, received first, follows)
    OFFICE = "office"  # rows at the post's office
    AREA = "area"  # rows in the post's area and everything below it
    ALL = "all"  # every row of the county


_grants: dict[str, dict[str, frozenset[Scope]]] = {}
_titles: dict[str, "StrOrPromise"] = {}
_policies: dict[type[Model], "RowPolicy[Any]"] = {}


def grant(right: str, title: "StrOrPromise", roles: Mapping[K, Scope | Iterable[Scope]]) -> str:
    """Declare `right` (such as "cases.triage") with its Chinese title and the scope each role gets; returns the right."""
    if right in _grants:
        raise ValueError(f"right {right} is declared twice")
    _grants[right] = {role: frozenset([scope] if isinstance(scope, Scope) else scope) for role, scope in roles.items()}
    _titles[right] = title
    return right


def table() -> dict[str, dict[str, frozenset[Scope]]]:
    """The whole permission table: right → role → scopes (for pages, docs and tests)."""
    return {right: dict(roles) for right, roles in _grants.items()}


def title_of(right: str) -> str:
    """The right as people read it."""
    return str(_titles[right])


def grants_of(actor: Actor, right: str) -> list[tuple[PostHeld, frozenset[Scope]]]:
    """The actor's posts that give `right`, each with its scopes.

    Raises:
        KeyError: nobody declared `right`.
    """
    roles = _grants[right]
    return [(post, roles[post.role]) for post in actor.posts_held() if post.role in roles]


def holds(actor: Actor, right: str) -> bool:
    """Whether the actor has `right` anywhere at all (for menus and pages without a row)."""
    return isinstance(actor, SystemActor) or bool(grants_of(actor, right))


def require(actor: Actor, right: str) -> None:
    """Refuse unless the actor has `right` somewhere.

    Raises:
        NotAllowed: no post in force gives the right.
    """
    if not holds(actor, right):
        raise NotAllowed(_("您当前的岗位没有“%(right)s”权限,请联系系统管理员。") % {"right": title_of(right)})


@dataclass(frozen=True, slots=True)
class Link:
    """A further way rows belong to offices or people, through another table.

    `q` makes the SQL condition from ids; `ids` reads the linked ids of one record.
    """

    q: Callable[[frozenset[UUID]], Q]
    ids: Callable[[Any], frozenset[UUID]]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far "own" and "office" go under one right: by these lookups, through the offices' and the people's link or not."""

    owners: tuple[str, ...]
    linked: bool = True
    people_linked: bool = True


@dataclass(frozen=True, slots=True)
class Reached:
    """All that a right reaches: every row of these `towns`, and the ids of `others` (None: there are none)."""

    towns: frozenset[UUID]
    others: QuerySet[Any] | None


@dataclass(frozen=True, slots=True)
class RowPolicy(Generic[M]):
    """How the scopes reach the rows of one model.

    `town`, `path`: lookups of the row's town id and area path ("" where it has none);
    `offices`, `owners`: lookups whose values are office ids and staff ids; `narrower` gives single rights less reach.
    """

    model: type[M]
    town: str = "town_id"
    path: str = "area_path"
    offices: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    office_link: Link | None = None
    owner_link: Link | None = None
    narrower: Mapping[str, Reach] = field(default_factory=dict)

    def register(self) -> "RowPolicy[M]":
        """Make this the policy of its model."""
        _policies[self.model] = self
        return self

    def q(self, actor: Actor, right: str) -> Q | None:
        """The condition on rows; None means no restriction; an impossible Q means nothing."""
        found = self._parts(actor, right)
        if found is None:
            return None
        parts, areas = found
        if not areas and len(parts) > 1:
            return self._gathered(parts)  # one's own rows, or one's office's: few, where a walk may meet none for long
        condition = Q(pk__in=[])
        for part in parts:
            condition |= part
        return condition

    def few(self, actor: Actor, right: str) -> Q:
        """The same rows, gathered first, when they are those of a village, an office or a person; else no condition.

        For questions whose answers are rare among all rows but must be sought in these alone.
        """
        found = self._parts(actor, right)
        if found is None or not found[0] or any(post.at_town for post in found[1]):
            return Q()
        return self._gathered(found[0])

    def reach(self, actor: Actor, right: str) -> Reached | None:
        """The same rows as whole towns and single ids, for what knows of a row no more than these; None: every row."""
        if self._parts(actor, right) is None:
            return None
        towns: set[UUID] = set()
        ids: list[Q] = []
        for post, scopes in grants_of(actor, right):
            for scope in scopes:
                if scope is Scope.AREA and post.at_town and post.town_id is not None and self.town == "town_id":
                    towns.add(post.town_id)
                else:
                    ids += self._scope_parts(actor, right, post, scope)
        return Reached(frozenset(towns), self._ids(ids) if ids else None)

    def _parts(self, actor: Actor, right: str) -> tuple[list[Q], list[PostHeld]] | None:
        """The ways by which the actor's scopes reach rows, and the posts that reach a whole area; None: every row."""
        if isinstance(actor, SystemActor):
            return None
        parts: list[Q] = []
        areas: list[PostHeld] = []
        for post, scopes in grants_of(actor, right):
            if Scope.ALL in scopes or (Scope.AREA in scopes and post.town_id is None):
                return None
            areas += [post] if Scope.AREA in scopes else []
            parts += [part for scope in scopes for part in self._scope_parts(actor, right, post, scope)]
        return parts, areas

    def _gathered(self, parts: list[Q]) -> Q:
        """Rows found by several ways, each by an index of its own."""
        return Q(pk__among=self._ids(parts))

    def _ids(self, parts: list[Q]) -> QuerySet[Any]:
        first, *others = (self.model._base_manager.filter(part).order_by().values("pk") for part in parts)
        return first.union(*others) if others else first

    def towns(self, actor: Actor, right: str) -> frozenset[UUID] | None:
        """The towns that every row the actor may touch lies in, where that is certain; None: anywhere."""
        found = set()
        if isinstance(actor, SystemActor) or self.town != "town_id":
            return None
        for post, scopes in grants_of(actor, right):
            if scopes != {Scope.AREA} or post.town_id is None:
                return None
            found.add(post.town_id)
        return frozenset(found)

    def _reach(self, right: str) -> Reach:
        return self.narrower.get(right) or Reach(self.owners)

    def _scope_parts(self, actor: Actor, right: str, post: PostHeld, scope: Scope) -> list[Q]:
        """The ways by which a scope of a post reaches rows."""
        if scope is Scope.AREA:
            if post.at_town and self.town:
                return [Q(**{self.town: post.town_id})]
            return [Q(**{f"{self.path}__below": post.area_path})] if self.path else []
        reach = self._reach(right)
        parts: list[Q] = []
        if scope is Scope.OFFICE and post.office_id is not None:
            parts += [Q(**{lookup: post.office_id}) for lookup in self.offices]
            if self.office_link is not None and reach.linked:
                parts.append(self.office_link.q(frozenset([post.office_id])))
        if scope is Scope.OWN and actor.actor_id is not None:
            parts += [Q(**{lookup: actor.actor_id}) for lookup in reach.owners]
            if self.owner_link is not None and reach.people_linked:
                parts.append(self.owner_link.q(frozenset([actor.actor_id])))
        return parts

    def rows(self, actor: Actor, right: str, rows: QuerySet[M] | None = None) -> QuerySet[M]:
        """`rows` (default: all) that the actor may touch under `right`."""
        found = self.model._default_manager.all() if rows is None else rows
        condition = self.q(actor, right)
        return found if condition is None else found.filter(condition)

    def allows(self, actor: Actor, right: str, record: M) -> bool:
        """The same rule asked of one record, without a query unless a link table is involved."""
        if isinstance(actor, SystemActor):
            return True
        return any(
            self._scope_allows(actor, right, post, scope, record)
            for post, scopes in grants_of(actor, right)
            for scope in sorted(scopes)  # all, area, office, own: what needs no query is asked first
        )

    def _scope_allows(self, actor: Actor, right: str, post: PostHeld, scope: Scope, record: M) -> bool:
        reach = self._reach(right)
        if scope is Scope.ALL:
            return True
        if scope is Scope.AREA:
            if post.town_id is None:
                return True
            if post.at_town and self.town:
                return bool(_read(record, self.town) == post.town_id)
            return bool(self.path) and str(_read(record, self.path) or "").startswith(post.area_path)
        if scope is Scope.OFFICE:
            if post.office_id is None:
                return False
            if any(_read(record, lookup) == post.office_id for lookup in self.offices):
                return True
            return self.office_link is not None and reach.linked and post.office_id in self.office_link.ids(record)
        if actor.actor_id is None:
            return False
        if any(_read(record, lookup) == actor.actor_id for lookup in reach.owners):
            return True
        return self.owner_link is not None and reach.people_linked and actor.actor_id in self.owner_link.ids(record)

    def check(self, actor: Actor, right: str, record: M) -> None:
        """Refuse unless the rule holds for `record`.

        Raises:
            NotAllowed: it does not.
        """
        if not self.allows(actor, right, record):
            raise NotAllowed(_("您当前的岗位不能对这条记录执行“%(right)s”。") % {"right": title_of(right)})


def _read(record: Model, lookup: str) -> object:
    value: object = record
    for part in lookup.split("__"):
        value = getattr(value, part, None)
        if value is None:
            return None
    return value


def policy_of(model: type[M]) -> RowPolicy[M]:
    """The one policy of `model`.

    Raises:
        LookupError: the model's room declared none, which is a defect.
    """
    try:
        return _policies[model]
    except KeyError:
        raise LookupError(f"no RowPolicy is registered for {model._meta.label}") from None


def visible(model: type[M], viewer: Actor, right: str) -> QuerySet[M]:
    """Rows of `model` that `viewer` may see under the reading right `right`."""
    return policy_of(model).rows(viewer, right)
