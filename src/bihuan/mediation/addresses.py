"""Where agreements and reward lists open on the desk, for notices, ledgers and search."""

from uuid import UUID


def agreement_url(agreement_id: UUID) -> str:
    """The page of an agreement."""
    return f"/mediation/agreements/{agreement_id}/"


def reward_list_url(list_id: UUID) -> str:
    """The page of a month's rewards."""
    return f"/mediation/rewards/{list_id}/"


def reward_rule_url(rule_id: UUID) -> str:
    """The form of a rule for rewards."""
    return f"/mediation/reward-rules/{rule_id}/"


def clause_url(clause_id: UUID) -> str:
    """The form of a clause."""
    return f"/mediation/clauses/{clause_id}/"


def case_file_url(case_id: UUID) -> str:
    """The panel of a dispute's case file."""
    return f"/cases/{case_id}/mediation/file/"
