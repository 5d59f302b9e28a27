"""Which section of the manual is about which page."""

# By the name of the page's address; ("chapter", "heading"), the heading "" for the chapter's beginning.
PAGES: dict[str, tuple[str, str]] = {
    "home": ("everyday", "首页就是“我下一步该做什么”"),
    "search": ("everyday", "一个搜索框找全部"),
    "inbox": ("everyday", "消息"),
    "settings": ("everyday", "消息"),
    "triage": ("duty-officer", "二、研判分流:一个键派出去"),
    "case_new": ("duty-officer", "一、有人来电来访,登记一件"),
    "case": ("handler", "办一件事的步骤"),
    "cases": ("clerk", "用一本台账"),
    "ledgers": ("clerk", "用一本台账"),
    "ledger": ("clerk", "用一本台账"),
    "ledger_import": ("import", "三步"),
    "import_batch": ("import", "三步"),
    "thinking": ("leader", "研判规则和研判模型"),
    "routing_rules": ("leader", "研判规则和研判模型"),
    "triage_models": ("leader", "研判规则和研判模型"),
    "on_the_spot": ("mediator", "当场调解:几句话登记完"),
    "fulfilment_calendar": ("mediator", "履行:到期前后都有提醒"),
    "advice": ("mediator", "法律咨询:驻点排班和预约"),
    "meetings": ("duty-officer", "三、重大复杂的,先开联席会"),
    "conference": ("duty-officer", "三、重大复杂的,先开联席会"),
    "whistle_new": ("duty-officer", "三之二、吹哨报到"),
    "reception": ("reception", "排班和公布"),
    "consultation": ("consultation", "议一件事"),
    "visit_plan": ("village", ""),
    "hundred": ("village", ""),
    "points_today": ("points", "每天的任务"),
    "inspections": ("inspections", "专项行动"),
    "programmes": ("programmes", "登记服务项目"),
    "venues": ("mediator", "场地:订房间"),
    "dashboard": ("leader", "看态势"),
    "briefing": ("clerk", "指标和简报"),
    "definitions": ("clerk", "指标和简报"),
    "forms": ("forms", "上传和绑定"),
    "centre_links": ("duty-officer", "三之四、墙上的大屏"),
    "orgs": ("organisation", "区域"),
    "staff_list": ("organisation", "单位、人员、岗位"),
    "chain_list": ("organisation", "责任链"),
    "liaison_list": ("organisation", "包联和值班"),
    "rota_mine": ("organisation", "包联和值班"),
    "place_points": ("points", "登记"),
    "audit": ("administrator", "审计"),
    "setup": ("administrator", "头一天要做的五件事"),
    "setup_limits": ("administrator", "时限"),
    "setup_calendar": ("administrator", "工作日历"),
    "setup_categories": ("administrator", "类别和同义词"),
    "setup_channels": ("administrator", "通知渠道"),
    "setup_papers": ("administrator", "文书模板"),
    "setup_rights": ("administrator", "谁能做什么"),
}
# A ledger's own page says more than the page about ledgers.
LEDGERS: dict[str, tuple[str, str]] = {
    "form_templates": ("forms", "上传和绑定"),
    "form_fillings": ("forms", "填报一期"),
    "campaigns": ("inspections", "专项行动"),
    "enterprises": ("enterprises", "企业和项目"),
    "policies": ("enterprises", "惠企政策:谁符合,差什么"),
    "assets": ("enterprises", "资产"),
    "residents": ("organisation", "居民、户、部位"),
}


def place_of(page: str, entry: str, ledger: str = "") -> tuple[str, str]:
    """The section for a page, for its ledger, or else for the menu entry it belongs to."""
    return LEDGERS.get(ledger) or PAGES.get(page) or PAGES.get(entry) or ("everyday", "")
