"""Writing forms: publishing a version, filling one in, correcting what was filled in, making a case of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import services as cases
from bihuan.cases.models import Case, CaseKind, Channel
from bihuan.inspections import policies
from bihuan.inspections.forms.sentences import sentence_of
from bihuan.inspections.forms.workbook import Taken, read_form
from bihuan.inspections.models import Answer, AnswerEdition, FormVersion, SurveyForm
from bihuan.inspections.registers import ANSWERS, FORMS
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Fault, Invalid, NotFound, WrongState
from bihuan.kernel.survey.answering import Form, Settled, Wrong
from bihuan.kernel.survey.design import REPEAT, Design, Question
from bihuan.orgs.models import Area, Attachment, Household, PlacePoint
from bihuan.orgs.registers import attachments_of
from bihuan.orgs.services.checks import Faults
from bihuan.platform import files
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import change, create, guards
from bihuan.platform.files.access import register_owner
from bihuan.platform.models import StoredFile

CLOCK_SLIP, OLDEST = timedelta(minutes=10), timedelta(days=31)
COMING = "photo:"  # an image that a phone will send after its answer: "photo:" and its file name
MOST_SAID, MOST_WHY, MOST_TOLD = 200, 200, 1_000_000


# --- forms ------------------------------------------------------------------------------------------------------------


def publish(actor: Actor, *, form_id: UUID, source: bytes | IO[bytes], name: str) -> tuple[FormVersion, Taken]:
    """A workbook becomes the newest version of a form; what was filled in before keeps its own.

    Raises:
        NotAllowed, NotFound; Invalid, TooLarge: see `read_form` (field `file`).
        WrongState: it asks exactly what the newest version asks.
    """
    form = FORMS.by_id(actor, form_id)
    FORMS.policy.check(actor, FORMS.keep, form)
    content = source if isinstance(source, bytes) else source.read()
    taken = read_form(content, name=name)
    with transaction.atomic():
        kept = files.store(content, name=name or f"{form.name}.xlsx", actor=actor)
        return publish_design(actor, form_id=form_id, design=taken.design, file=kept), taken


def publish_design(actor: Actor, *, form_id: UUID, design: Design, file: StoredFile | None = None) -> FormVersion:
    """The same for a design at hand.

    Raises:
        NotAllowed, WrongState.
    """
    with transaction.atomic():
        with change(SurveyForm, form_id, actor=actor, verb="publish") as form:
            before = FormVersion.objects.filter(form=form, number=form.newest).first()
            if before is not None and before.design == design.as_json():
                raise WrongState(_("这份工作簿和现在的版本问的完全一样,没有生成新版本。"))
            form.newest += 1
            form.note(_("第 %(number)d 版") % {"number": form.newest})
        version = FormVersion(form=form, number=form.newest, design=design.as_json(), file=file, by_id=actor.actor_id)
        return create(version, actor=actor, verb="publish")


@guards(FormVersion)
def guard_version(version: FormVersion, actor: Actor, verb: str) -> None:
    """Made with its form's publishing, never changed."""
    if verb != "publish" or not version._state.adding:
        raise WrongState(_("已发布的版本不能修改,请上传新的版本。"))
    FORMS.policy.check(actor, FORMS.keep, version.form)


def _opens(viewer: Actor, file: StoredFile) -> bool:
    """A workbook opens to whoever sees a form that was made from it."""
    versions = FormVersion.objects.filter(file=file).select_related("form")
    return any(FORMS.policy.allows(viewer, FORMS.read, one.form) for one in versions)


register_owner("inspections.forms", _opens)


def version_of(form: SurveyForm, number: int | None = None) -> FormVersion:
    """The newest version of a form, or one by its number.

    Raises:
        WrongState: it has none yet.
    """
    found = FormVersion.objects.filter(form=form, number=number or form.newest).first()
    if found is None:
        raise WrongState(_("这张表单还没有题目,请先上传工作簿。"))
    found.form = form
    return found


# --- answers ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Where:
    """Where an answer was given: the area always, the rest where it is known; degrees are WGS-84."""

    area: Area | None
    point: PlacePoint | None = None
    household: Household | None = None
    lat: float | None = None
    lon: float | None = None


def fill(
    actor: Actor,
    *,
    version: FormVersion,
    values: Mapping[str, Any],
    where: Where,
    at: datetime | None = None,
    answer_id: UUID | None = None,
    by: UUID | None = None,
) -> Answer:
    """Keep a filled form: checked against its version, what is not relevant left out, the reckoned reckoned anew.

    Sending the same `answer_id` again gives the same answer. `by` is who filled in what the system brings.

    Raises:
        NotAllowed: `actor` fills no forms in that area.
        WrongState: the form is closed, voided, or its campaign is not on at that time.
        Invalid: every fault, by the path of its question ("people-0-age"); fields `area`, `at`, `point`, `household`.
        Conflict: `answer_id` is another's.
    """
    with transaction.atomic():
        known = Answer.objects.filter(pk=answer_id).first() if answer_id else None
        if known is not None:
            if (known.form_id, known.by_id) != (version.form_id, actor.actor_id):
                raise Conflict(_("这个编号的填表已经登记过,但内容不一样。"), field="id", code="same_id_other_content")
            return known
        form = version.form
        answer = Answer(pk=answer_id) if answer_id else Answer()
        answer.form, answer.filled, answer.campaign, answer.by_id = (
            form,
            version,
            form.campaign,
            by if actor is SYSTEM else actor.actor_id,
        )
        _place(answer, actor, where, at)
        FORMS.policy.check(actor, policies.READ_CAMPAIGNS, form)
        ANSWERS.policy.check(actor, policies.FILL_FORMS, answer)
        settled = settle(version, values, answer.answered_at)
        pictures = _pictures(version.read, settled, actor, None)
        _keep(answer, version, settled)
        create(answer, actor=actor, verb="fill")
        _show(answer, pictures, actor)
    return answer


def correct(actor: Actor, *, pk: UUID, values: Mapping[str, Any], why: str = "", seen: int | None = None) -> Answer:
    """Other values for an answer, judged by the version it was given to; the former ones are kept.

    Raises:
        NotAllowed, StaleRecord, WrongState, Invalid.
    """
    faults = Faults()
    why = faults.text("why", why, _("修改原因"), most=MOST_WHY)
    faults.stop()
    with transaction.atomic(), change(Answer, pk, actor=actor, verb="edit", seen=seen) as answer:
        before = answer.values
        settled = settle(answer.filled, values, answer.answered_at)
        pictures = _pictures(answer.filled.read, settled, actor, answer)
        _keep(answer, answer.filled, settled)
        if json.loads(before or "{}") == settled.values:
            raise WrongState(_("没有改动。"))
        answer.editions += 1
        answer.note(why)
        create(
            AnswerEdition(answer=answer, number=answer.editions, values=before, by_id=actor.actor_id, why=why),
            actor=actor,
            verb="keep",
        )
        _show(answer, pictures, actor)
    return answer


def settle(version: FormVersion, values: Mapping[str, Any], at: datetime) -> Settled:
    """The answer by its form.

    Raises:
        Invalid: every fault, by path.
    """
    settled = Form(version.read).settle(values, clock.local(at).date().isoformat())
    if settled.wrong:
        raise Invalid.of([Fault(sentence_of(one), one.path, one.code) for one in settled.wrong])
    return settled


def _place(answer: Answer, actor: Actor, where: Where, at: datetime | None) -> None:
    form, area, faults = answer.form, where.area, Faults()
    if form.voided_at is not None or form.closed:
        raise WrongState(_("这张表单不再填写。"))
    now = clock.now()
    moment = at or now
    if not now - OLDEST <= moment <= now + CLOCK_SLIP and actor is not SYSTEM:
        faults.add("at", _("填写时间应在最近 31 天内、不晚于现在。"), "date")
    answer.answered_at = min(moment, now)
    day = clock.local(answer.answered_at).date()
    if form.campaign is not None and not form.campaign.from_on <= day <= form.campaign.to_on:
        period = {"from": form.campaign.from_on, "to": form.campaign.to_on}
        raise WrongState(_("专项行动的期间是 %(from)s 至 %(to)s,现在不能填写。") % period)
    faults.position(where.lat, where.lon)
    if area is None:
        faults.add("area", _("请选择填的是哪个村(社区)或网格。"), "required")
    elif area.town_id is None or not area.path.startswith(form.area_path):
        faults.add("area", _("“%(name)s”不在这张表单的范围内。") % {"name": area.name}, "area")
    elif (
        form.campaign is not None
        and area.path != form.campaign.area_path
        and not area.path.startswith(form.campaign.village_paths)
    ):
        faults.add("area", _("“%(name)s”没有参加这项行动。") % {"name": area.name}, "area")
    faults.stop()
    assert area is not None  # asked for
    assert area.town_id is not None
    answer.area, answer.area_path, answer.town_id = area, area.path, area.town_id
    answer.point, answer.household, answer.lat, answer.lon = where.point, where.household, where.lat, where.lon


def _keep(answer: Answer, version: FormVersion, settled: Settled) -> None:
    answer.values = json.dumps(settled.values, ensure_ascii=False, separators=(",", ":"))
    answer.said = said_of(version.read, settled.values)
    if answer.lat is None:
        found = next((one for one in _of_type(version.read.questions, settled.values, "geopoint")), None)
        if found is not None:
            parts = [float(part) for part in str(found[2]).split()]
            answer.lat, answer.lon = parts[0], parts[1]


def said_of(design: Design, values: Mapping[str, Any]) -> str:
    """The first chosen and counted answers in words; never typed text, in which people's names may stand."""
    parts: list[str] = []
    for place in design.walk():
        one = place.question
        value = values.get(one.name)
        if (
            place.repeats
            or value is None
            or one.type not in ("select_one", "select_multiple", "integer", "decimal", "date")
        ):
            continue
        if isinstance(value, int | float) and abs(value) >= MOST_TOLD:
            continue  # perhaps somebody's telephone number
        labels = {choice["name"]: choice["label"] for choice in design.lists.get(one.choices, ())}
        chosen = [str(each) for each in value] if isinstance(value, list) else [str(value)]
        words = "、".join(str(labels.get(each, each)) for each in chosen)
        parts.append(f"{one.label}:{words}")
        if len(parts) == 3:
            break
    return ";".join(parts)[:MOST_SAID]


def _of_type(
    questions: list[Question], values: Mapping[str, Any], kind: str, prefix: str = ""
) -> Iterator[tuple[str, Question, Any]]:
    """Every answered question of a type: its path, itself, its value."""
    for one in questions:
        if one.type == REPEAT:
            for at, row in enumerate(values.get(one.name, ())):
                yield from _of_type(one.children, row, kind, f"{prefix}{one.name}-{at}-")
        elif one.is_section:
            yield from _of_type(one.children, values, kind, prefix)
        elif one.type == kind and values.get(one.name) is not None:
            yield prefix + one.name, one, values[one.name]


# --- pictures ---------------------------------------------------------------------------------------------------------


def _pictures(
    design: Design, settled: Settled, actor: Actor, answer: Answer | None
) -> list[tuple[Question, StoredFile]]:
    """The stored pictures that an answer names: the actor's own, or such as it shows already.

    Raises:
        Invalid: another's, none, or no picture.
    """
    named = list(_of_type(design.questions, settled.values, "image"))
    ids = {str(value) for _path, _one, value in named if not str(value).startswith(COMING)}
    shown = {str(one.file_id) for one in attachments_of(answer)} if answer is not None else set[str]()
    kept = {str(one.pk): one for one in StoredFile.objects.filter(pk__in=[each for each in ids if _is_id(each)])}
    faults, found = Faults(), list[tuple[Question, StoredFile]]()
    for path, one, value in named:
        if str(value).startswith(COMING):
            continue
        file = kept.get(str(value))
        mine = file is not None and (file.uploaded_by_id == actor.actor_id or str(file.pk) in shown)
        if file is None or not mine or not file.media_type.startswith("image/"):
            faults.add(path, sentence_of(Wrong(path, "image", one)), "image")
        elif str(file.pk) not in shown:
            found.append((one, file))
    faults.stop()
    return found


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _show(answer: Answer, pictures: list[tuple[Question, StoredFile]], actor: Actor) -> None:
    label = answer._meta.label_lower
    for one, file in pictures:
        shown = Attachment(
            object_type=label, object_id=answer.pk, file=file, caption=one.label[:120], by_id=actor.actor_id
        )
        create(shown, actor=SYSTEM, verb="attach")


def take_picture(actor: Actor, *, answer_id: UUID, name: str, file: StoredFile) -> Answer:
    """A picture that a phone said was coming (by its file name) is here.

    Raises:
        NotFound, NotAllowed; Invalid: nothing waits for a picture of that name.
    """
    with transaction.atomic(), change(Answer, answer_id, actor=actor, verb="show") as answer:
        values, design = answer.given, answer.filled.read
        waiting = next(
            (one for path, one, value in _of_type(design.questions, values, "image") if value == COMING + name), None
        )
        if waiting is None:
            raise Invalid(_("这张照片不属于这份填表,请重新添加。"), field="file", code="unknown")
        answer.values = json.dumps(_put(values, COMING + name, str(file.pk)), ensure_ascii=False, separators=(",", ":"))
        _show(answer, [(waiting, file)], actor)
    return answer


def _put(values: Any, before: str, after: str) -> Any:
    if isinstance(values, dict):
        return {name: _put(value, before, after) for name, value in values.items()}
    if isinstance(values, list):
        return [_put(value, before, after) for value in values]
    return after if values == before else values


# --- a case of it -----------------------------------------------------------------------------------------------------


def open_case(actor: Actor, *, pk: UUID, text: str, seen: int | None = None) -> Case:
    """What an answer shows becomes a hazard for somebody to put right.

    Raises:
        NotAllowed, StaleRecord; WrongState: it has become one already; Invalid: nothing is said (field `text`).
    """
    faults = Faults()
    text = faults.text("text", text, _("问题描述"), most=2000, required=True)
    faults.stop()
    with transaction.atomic(), change(Answer, pk, actor=actor, verb="open_case", seen=seen) as answer:
        if answer.case_id is not None:
            raise WrongState(_("这份填表已经转为事项。"))
        answer.case = cases.report_case(
            actor, kind=CaseKind.HAZARD, channel=Channel.INSPECTION, area=answer.area, title=text[:60], text=text,
            lat=answer.lat, lon=answer.lon, place_point=answer.point, household=answer.household,
        )  # fmt: skip
    return answer.case


@guards(AnswerEdition)
def guard_edition(edition: AnswerEdition, actor: Actor, verb: str) -> None:
    """Kept with the correction, never changed."""
    if verb != "keep" or not edition._state.adding:
        raise WrongState(_("旧版不能修改。"))
    ANSWERS.policy.check(actor, policies.EDIT_ANSWERS, edition.answer)


def form_to_fill(viewer: Actor, form_id: UUID) -> SurveyForm:
    """A form that the viewer knows of.

    Raises:
        NotFound, NotAllowed.
    """
    form = FORMS.by_id(viewer, form_id)
    if form.voided_at is not None:
        raise NotFound(_("没有找到这张表单。"))
    return form
