"""What the reference county's triage knows: rules of two towns, what was proposed and decided, hot topics."""

from datetime import timedelta

from bihuan.cases.models import Case, Category, TriageDecision
from bihuan.cases.services.rules import RuleEntry, add_rule
from bihuan.cases.thinking import categories, in_use
from bihuan.cases.thinking.topics import refresh_topics
from bihuan.config.demo.organisation import World
from bihuan.orgs.models import Office, Role
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create_many

# name, ending of the office's name, reason, what is asked
RULES: tuple[tuple[str, str, str, dict[str, object]], ...] = (
    ("夜间突发找应急办", "应急管理办公室", "下班后由应急值守先到现场", {"urgency_from": "emergency", "from_hour": 18, "until_hour": 8}),
    ("停水漏水找供水所", "供水所", "全镇自来水由供水所负责", {"kinds": ["appeal"], "words": ["停水", "没水", "水压", "爆管", "漏水"]}),
    ("欠薪找调委会", "人民调解委员会", "劳动报酬纠纷先行调解", {"categories": ["dispute.labour"]}),
    ("热线咨询由中心答复", "综治中心", "热线咨询件由中心直接答复", {"channels": ["hotline"], "words": ["咨询", "请问", "怎么办理"]}),
)  # fmt: skip
TOWNS = ("德固镇", "东岸街道")


def fill(world: World) -> int:
    """Write rules, decisions and topics out of the cases there are; says how many rows."""
    refresh_topics()
    return _rules(world) + _decisions()


def _rules(world: World) -> int:
    written = 0
    for town in (world.areas[name] for name in TOWNS):
        keeper = world.people(Role.LEADER, town)[0]
        offices = {office.name: office for office in Office.objects.filter(town=town)}
        for name, ending, reason, asked in RULES:
            office = next((one for key, one in offices.items() if key.endswith(ending)), None)
            if office is not None:
                entry = RuleEntry(name, office, reason, town, **asked)  # type: ignore[arg-type]  # fields by name
                add_rule(keeper, entry=entry)
                written += 1
    return written


def _decisions() -> int:
    """For every case that a desk dispatched: what the model of the first day says, beside what the case was taken for."""
    _model, classifier = in_use.classifier()
    tree = categories.tree()
    mapped = categories.labels_of(tree, classifier.model.labels)
    rows = Case.objects.filter(dispatched_at__isnull=False, category__isnull=False, first_contact__isnull=False)
    cases = list(rows.select_related("category", "town").order_by("dispatched_at", "id"))
    found = []
    for case in cases:
        assert case.category is not None and case.dispatched_at is not None  # filtered above
        wanted = {label for label, row in mapped.items() if row.kind == case.kind}
        said = classifier.judge(f"{case.title}。{case.text}", among=wanted)
        proposed = mapped[said.label] if said.confidence >= categories.LEAST else None
        found.append(_decision(case, proposed, said.confidence))
    create_many(found, actor=SYSTEM, verb="confirm")
    return len(found)


def _decision(case: Case, proposed: Category | None, confidence: float) -> TriageDecision:
    assert case.dispatched_at is not None
    return TriageDecision(
        case=case, town_id=case.town_id, by_id=case.first_contact_id, category_id=case.category_id, office_id=case.office_id,
        proposed_category=proposed, proposed_office_id=case.office_id, confidence=round(confidence, 2) if proposed else None,
        proposed_urgency=case.urgency, urgency=case.urgency, decided_at=case.dispatched_at + timedelta(seconds=20),
        followed=proposed is not None and proposed.pk == case.category_id,
    )  # fmt: skip
