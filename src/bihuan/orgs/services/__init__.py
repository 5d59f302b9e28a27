"""Writes of the organisation, each through the audited door."""

from bihuan.orgs.services.accounts import (
    NewAccount,
    create_account,
    deactivate_account,
    edit_account,
    reactivate_account,
    reset_password,
)
from bihuan.orgs.services.areas import (
    add_alias,
    add_area,
    close_area,
    describe_area,
    draw_area,
    remove_alias,
    rename_area,
)
from bihuan.orgs.services.chains import define_chain, end_chain, name_holder, set_levels
from bihuan.orgs.services.liaison import bind, unbind
from bihuan.orgs.services.offices import abolish_office, add_office, edit_office
from bihuan.orgs.services.points import (
    PointEntry,
    edit_point,
    register_point,
    regrade_point,
    set_warden,
    void_point,
)
from bihuan.orgs.services.posts import appoint, end_post, hand_over
from bihuan.orgs.services.residents import (
    HouseholdEntry,
    ResidentEntry,
    edit_household,
    edit_resident,
    erase_resident,
    merge_residents,
    register_household,
    register_resident,
    reveal_resident,
)
from bihuan.orgs.services.rota import assign_shift, plan_rota, substitute_shift

__all__ = [
    "HouseholdEntry",
    "NewAccount",
    "PointEntry",
    "ResidentEntry",
    "abolish_office",
    "add_alias",
    "add_area",
    "add_office",
    "appoint",
    "assign_shift",
    "bind",
    "close_area",
    "create_account",
    "deactivate_account",
    "define_chain",
    "describe_area",
    "draw_area",
    "edit_account",
    "edit_household",
    "edit_office",
    "edit_point",
    "edit_resident",
    "end_chain",
    "end_post",
    "erase_resident",
    "hand_over",
    "merge_residents",
    "name_holder",
    "plan_rota",
    "reactivate_account",
    "register_household",
    "register_point",
    "register_resident",
    "regrade_point",
    "remove_alias",
    "rename_area",
    "reset_password",
    "reveal_resident",
    "set_levels",
    "set_warden",
    "substitute_shift",
    "unbind",
    "void_point",
]
