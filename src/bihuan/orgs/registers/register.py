"""One register: what a room says of its rows, and the services that follow."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Field, Model, QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Conflict, Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.lifecycle import LifeCycle
from bihuan.kernel.reading import pinyin
from bihuan.orgs.registers.filling import Reader, Values, blind_kind, fill
from bihuan.orgs.registers.rows import Registered
from bihuan.orgs.services.checks import Faults
from bihuan.orgs.services.imports import take_back
from bihuan.platform import audit
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, create_many, guards
from bihuan.platform.fields import EncryptedTextField
from bihuan.platform.limits import hit
from bihuan.platform.models import SearchEntry
from bihuan.platform.policies import RowPolicy, require
from bihuan.platform.search.index import Hit, SearchSource, entry, tokens
from bihuan.platform.search.index import register as findable

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

M = TypeVar("M", bound=Registered)
REVEALS_AN_HOUR, HOUR = 60, 3600
BATCH = 500


class Register(Generic[M]):
    """What a room says of one register; everything that is written of its rows goes through it or the room's services.

    `key`: name of its ledger and search kind; `title`: a row's name for people ("活动"); `path`: first part of its pages'
    addresses; `policy`, `read`, `keep`: who sees and who keeps it (`bring`: who imports, default `keep`; `reveal`: who may
    see personal values in full); `fields`: what a person fills, in order; `past`: days and instants among them that cannot
    be ahead; `check(row, faults)`: what must hold between fields; `once`: fields that no two live rows share, `or_once` those for
    rows whose first `once` field is empty; `readers`: how the text of single fields is read into its one spelling; `found_by`:
    fields whose text finds it in the search (people and phones are found blindly); `verbs`: further verbs of the room's own
    services with the right each needs; `settled(row)` says why a row can no longer be corrected or voided, or ""; `said(row)`
    is the line under its title and in search results; `then(rows)` is called in the transaction that wrote them.

    `correct` is the right that corrects what is on the register already, where that is wider than `keep`; changes of `decided`
    fields (and of the area) then still need `keep`. `search_kind` is the search kind when it is not `key`. `part_of` names the
    relation to the row of another register that a row is a part of (a milestone of a project): it lies where that lies, and
    `area` is not among its fields. `singly`: many are registered one by one, because `check` looks at what is stored.
    `whole_first`: whatever writes a part locks the row it is a part of before the part, for services that look at all parts of
    a row at once. `cycle`: the table of the steps of its rows' `state`; a step that does not begin there is refused to everybody.
    """

    def __init__(
        self,
        model: type[M],
        *,
        key: str,
        title: "StrOrPromise",
        path: str,
        policy: RowPolicy[M],
        read: str,
        keep: str,
        fields: Sequence[str],
        bring: str = "",
        reveal: str = "",
        past: Sequence[str] = (),
        once: Sequence[str] = (),
        or_once: Sequence[str] = (),
        part_of: str = "",
        singly: bool = False,
        readers: Mapping[str, Reader] | None = None,
        found_by: Sequence[str] = (),
        check: Callable[[M, Faults], None] | None = None,
        settled: Callable[[M], str] | None = None,
        said: Callable[[M], str] | None = None,
        then: Callable[[Sequence[M]], None] | None = None,
        correct: str = "",
        decided: Sequence[str] = (),
        search_kind: str = "",
        verbs: Mapping[str, str] | None = None,
        whole_first: bool = False,
        cycle: LifeCycle | None = None,
    ) -> None:
        taken = {"note", "tell", "label"} & set(fields)
        if taken:
            raise ValueError(f"{model._meta.label}: {sorted(taken)} are words of every record, choose other names")
        self.model, self.key, self.title, self.path = model, key, title, path
        self.policy, self.read, self.keep, self.bring, self.reveal_right = policy, read, keep, bring or keep, reveal
        self.fields, self.past, self.once, self.found_by = tuple(fields), tuple(past), tuple(once), tuple(found_by)
        self.check, self.settled, self.said, self.then = check, settled, said, then
        self.or_once, self.readers = tuple(or_once), readers or {}
        self.part_of, self.singly, self.whole_first, self.cycle = part_of, singly, whole_first, cycle
        self.correct, self.decided = correct or keep, ("area", *decided)
        self.search_kind = search_kind or key
        self.verbs = {"register": keep, "edit": self.correct, "void": keep, "undo_import": self.bring, **(verbs or {})}
        guards(model)(self._guard)
        if found_by:
            findable(
                SearchSource(
                    kind=self.search_kind, title=title, model=model, right=read, hit=self._hit, related=("area",)
                )
            )
        _registers[model] = self

    # --- reading -------------------------------------------------------------------------------------------------

    def rows(self, viewer: Actor) -> QuerySet[M]:
        """Every live row that `viewer` may see."""
        return self.policy.rows(viewer, self.read).filter(voided_at=None)

    def by_id(self, viewer: Actor, pk: UUID | str) -> M:
        """One row with what its page shows, voided or not.

        Raises:
            NotAllowed: the viewer sees none of them at all.
            NotFound: there is none, or the viewer may not know of it.
        """
        require(viewer, self.read)
        joined = [name for name in self.fields if self.field(name).is_relation]
        found = self.policy.rows(viewer, self.read).select_related("town", *joined).filter(pk=pk).first()
        if found is None:
            raise NotFound(_("没有找到这条%(title)s记录,或者不在您的管辖范围内。") % {"title": self.title})
        return found

    def url(self, pk: UUID) -> str:
        """Where a row opens on the desk."""
        return f"/{self.path}/{pk}/"

    @property
    def personal(self) -> tuple[str, ...]:
        """The fields that are shown masked."""
        return tuple(name for name in self.fields if isinstance(self.field(name), EncryptedTextField))

    # --- writing -------------------------------------------------------------------------------------------------

    def add(self, *, actor: Actor, values: Values, pk: UUID | None = None) -> M:
        """Register one row.

        Raises:
            NotAllowed: `actor` keeps no such register there.
            Invalid: every fault, by field.
            Conflict: a live row has the same `once` fields.
        """
        with transaction.atomic():
            row = self._filled(self.model(pk=pk) if pk else self.model(), values, actor)
            self._lock_whole(getattr(row, self.field(self.part_of).attname) if self.part_of else None)
            self._refuse_known([row])
            create(row, actor=actor, verb="register")
            self._follow([row])
        return row

    def add_many(self, *, actor: Actor, rows: Sequence[Values]) -> list[M | BihuanError]:
        """Register many, as imports and generated worlds bring them; one answer a row, in order.

        Raises:
            NotAllowed: one of them lies where `actor` may not register; nothing is stored then.
        """
        if self.singly:
            return [self._added(actor, values) for values in rows]
        answers: list[M | BihuanError] = []
        for values in rows:
            try:
                answers.append(self._filled(self.model(), values, actor))
            except Invalid as refusal:
                answers.append(refusal)
        known = self._known([one for one in answers if isinstance(one, self.model)])
        for place, one in enumerate(answers):
            if isinstance(one, self.model) and self.once:
                mark = self._mark(one)
                if mark in known:
                    answers[place] = self._known_already(one)
                known.add(mark)
        fresh = [one for one in answers if isinstance(one, self.model)]
        with transaction.atomic():
            create_many(fresh, actor=actor, verb="register")
            self._follow(fresh)
        return answers

    def _added(self, actor: Actor, values: Values) -> M | BihuanError:
        try:
            return self.add(actor=actor, values=values)
        except NotAllowed:
            raise
        except BihuanError as refusal:
            return refusal

    def edit(self, *, actor: Actor, pk: UUID, values: Values, seen: int | None = None) -> M:
        """Correct a row; fields not named stay. What is `decided`, and a move to another area, needs the right in both.

        Raises:
            NotAllowed, StaleRecord, WrongState, Invalid, Conflict.
        """
        with transaction.atomic():
            self.lock_whole_of(pk)
            with change(self.model, pk, actor=actor, verb="edit", seen=seen) as row:
                before, may_decide = self._decided(row), self.policy.allows(actor, self.keep, row)
                self._filled(row, values, actor)
                if before != self._decided(row):
                    if not may_decide:
                        raise NotAllowed(_("移到别的区域或更换责任人员,要由登记这本台账的岗位来做。"))
                    self.policy.check(actor, self.keep, row)
                self._refuse_known([row], but=row.pk)
            self._follow([row])
        return row

    def void(self, *, actor: Actor, pk: UUID, reason: str, seen: int | None = None) -> M:
        """Take a wrong row off the register, with the reason; it stays in the archive.

        Raises:
            Invalid: no reason (field `reason`).
        """
        faults = Faults()
        reason = faults.text("reason", reason, _("作废原因"), most=200, required=True)
        faults.stop()
        with transaction.atomic():
            self.lock_whole_of(pk)
            with change(self.model, pk, actor=actor, verb="void", seen=seen) as row:
                row.voided_at, row.void_reason = clock.now(), reason
                row.note(reason)
                SearchEntry.objects.filter(kind=self.search_kind, object_id=row.pk).delete()
            if self.then is not None:
                self.then([row])
        return row

    def take_back(self, *, actor: Actor, ids: Sequence[UUID]) -> None:
        """Remove what an import brought and nobody has touched since.

        Raises:
            WrongState: one was changed since, or something hangs on it.
        """
        take_back(self.model, ids, actor=actor)

    def reveal(self, *, actor: Actor, pk: UUID, reason: str) -> dict[str, str]:
        """The personal values in clear, by field; who saw them and why goes into the audit trail.

        Raises:
            NotAllowed, NotFound; Invalid: the reason says nothing (field `reason`); TooMany: REVEALS_AN_HOUR were
            revealed within the hour.
        """
        faults = Faults()
        reason = faults.text("reason", reason, _("查看原因"), most=200, required=True)
        if reason and len(reason) < 4:
            faults.add("reason", _("请写明查看原因,至少 4 个字,如“上门走访需要联系”。"))
        faults.stop()
        row = self.by_id(actor, pk)
        self.policy.check(actor, self.reveal_right, row)
        hit(f"{self.key}.reveal:{actor.actor_id}", limit=REVEALS_AN_HOUR, seconds=HOUR)
        audit.append(row, actor=actor, verb="reveal", note=reason)
        return {name: getattr(row, name) for name in self.personal}

    # --- within --------------------------------------------------------------------------------------------------

    def _filled(self, row: M, values: Values, actor: Actor) -> M:
        faults = Faults()
        fill(row, values, fields=self.fields, past=self.past, readers=self.readers, actor=actor, faults=faults)
        self._check_relations(row, values, actor, faults)
        faults.stop()
        if self.part_of:
            row.lie_with(getattr(row, self.part_of))
        if self.check is not None:
            self.check(row, faults)
            faults.stop()
        return row

    def lock_whole_of(self, pk: UUID) -> None:
        """Lock the row that the row `pk` is a part of, where the register is `whole_first`; within a transaction."""
        if self.whole_first:
            attname = self.field(self.part_of).attname
            self._lock_whole(self.model._default_manager.filter(pk=pk).values_list(attname, flat=True).first())

    def _lock_whole(self, pk: UUID | None) -> None:
        if self.whole_first and pk is not None:
            whole: Any = self.field(self.part_of).related_model
            # Evaluated for the lock alone; a foreign key's own check of the row may go on beside it.
            list(whole._base_manager.select_for_update(of=("self",), no_key=True).filter(pk=pk).values_list("pk"))

    def _check_relations(self, row: M, values: Values, actor: Actor, faults: Faults) -> None:
        """Rows of other registers can only be named by whoever sees them."""
        for name in self.fields:
            field = self.field(name)
            other = _registers.get(field.related_model) if field.is_relation and name in values else None  # type: ignore[arg-type]
            found = getattr(row, name, None) if other is not None and getattr(row, field.attname) else None
            if other is None or found is None:
                continue
            if found.voided_at is not None or not other.policy.allows(actor, other.read, found):
                faults.add(name, _("没有找到所选的%(title)s,请重新选择。") % {"title": field.verbose_name}, "unknown")

    def _guard(self, row: M, actor: Actor, verb: str) -> None:
        right = self.verbs.get(verb)
        if right is None:
            raise WrongState(_("%(title)s没有“%(verb)s”这个操作。") % {"title": self.title, "verb": verb})
        self.policy.check(actor, right, row)
        if row.voided_at is not None:
            raise WrongState(_("这条%(title)s记录已作废,不能再修改。") % {"title": self.title})
        why = self.settled(row) if self.settled is not None and verb in {"edit", "void", "undo_import"} else ""
        why = why or self._out_of_step(row, actor, verb)
        if why:
            raise WrongState(why)

    def _out_of_step(self, row: Any, actor: Actor, verb: str) -> str:
        """Why the table of steps does not allow `verb` in the row's state, "" when it does."""
        if self.cycle is None or verb not in self.cycle:
            return ""
        step = self.cycle.step(verb)
        if row.state not in step.from_states if step.from_states else not row._state.adding:
            said = {"state": row.get_state_display(), "verb": step.title}
            return _("现在是“%(state)s”,不能%(verb)s。") % said
        return step.refusal(row, actor)

    def field(self, name: str) -> "Field[Any, Any]":
        """The model's field called `name`."""
        found = self.model._meta.get_field(name)
        assert isinstance(found, Field)
        return found

    def _decided(self, row: M) -> tuple[object, ...]:
        return tuple(getattr(row, self.field(name).attname) for name in self.decided)

    def _mark(self, row: M) -> tuple[object, ...]:
        """What tells the row from all others: its `once` values, or those of `or_once`."""
        names = self.once if not self.or_once or getattr(row, self.once[0]) else self.or_once
        return (names, *(getattr(row, self.field(name).attname) for name in names))

    def _known(self, rows: Sequence[M], *, but: UUID | None = None) -> set[tuple[object, ...]]:
        """The marks of live rows that share the first value of a mark with one of `rows`; at most two queries."""
        known: set[tuple[object, ...]] = set()
        live = self.model._default_manager.filter(voided_at=None).exclude(pk=but)
        marks = [self._mark(row) for row in rows] if self.once else []
        for names in (self.once, self.or_once):
            first = {mark[1] for mark in marks if mark[0] == names}
            if names and first:
                fields = [self.field(name).attname for name in names]
                found = live.filter(**{f"{fields[0]}__in": first}).values_list(*fields)
                known |= {(names, *values) for values in found}
        return known

    def _refuse_known(self, rows: Sequence[M], *, but: UUID | None = None) -> None:
        known = self._known(rows, but=but)
        for row in rows:
            if self.once and self._mark(row) in known:
                raise self._known_already(row)

    def _known_already(self, row: M) -> Conflict:
        names = self.once if self._mark(row)[0] == self.once else self.or_once
        titles = _("、").join(str(self.field(name).verbose_name) for name in names)
        return Conflict(
            _("已有相同%(fields)s的%(title)s记录,请先查询,不要重复登记。") % {"fields": titles, "title": self.title},
            field=names[0],
        )

    def _follow(self, rows: Sequence[M]) -> None:
        self.index(rows)
        if self.then is not None and rows:
            self.then(rows)

    def index(self, rows: Iterable[M]) -> None:
        """Write or replace the rows of the search index, in a few statements."""
        if not self.found_by:
            return
        SearchEntry.objects.bulk_create(
            [
                entry(self.search_kind, one.pk, self._tokens(one), town_id=one.town_id, at=one.created_at)
                for one in rows
            ],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["object_id", "kind"],
            update_fields=["grams", "town_id", "at"],
        )

    def _tokens(self, row: M) -> list[str]:
        open_texts = [str(getattr(row, name) or "") for name in self.found_by if name not in self.personal]
        names = [getattr(row, name) for name in self.personal if blind_kind(self.model, name) == "name"]
        phones = [getattr(row, name) for name in self.personal if blind_kind(self.model, name) == "phone"]
        initials = pinyin.all_initials(open_texts[0]) if open_texts else ()
        return tokens(*open_texts, *initials, names=names, phones=["".join(filter(str.isdigit, p)) for p in phones])

    def _hit(self, row: Any) -> Hit:
        detail = f"{row.area.name} · {self.said(row) if self.said is not None else self.title}"
        return Hit(self.search_kind, str(row), detail, self.url(row.pk), row.pk)


_registers: dict[type[Model], Register[Any]] = {}


def registers() -> tuple[Register[Any], ...]:
    """Every declared register."""
    return tuple(_registers.values())


def register_of(model: type[M]) -> Register[M]:
    """The register of `model`.

    Raises:
        LookupError: none is declared.
    """
    try:
        return _registers[model]
    except KeyError:
        raise LookupError(f"no register is declared for {model._meta.label}") from None
