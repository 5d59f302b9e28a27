"""What happens in the demo county: matters as residents tell them and offices settle them. All invented."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of happening; `{place}` stands for a place of the village, `{village}` for its name.

    `office` is the ending of the handling office's name; `days` how long handling usually takes (working days).
    """

    kind: str
    category: str
    office: str
    title: str
    text: str
    result: str
    days: float = 4
    urgency: str = "normal"
    weight: int = 3


MATTERS: tuple[Matter, ...] = (
    Matter("appeal", "water", "供水所", "{place}连续停水", "{place}这边从昨天早上开始停水,家里老人孩子做饭都成问题,问了几次也没人说什么时候来。", "经查为支管接口老化漏水,已更换 6 米管道并恢复供水,向住户说明了停水原因。", 1.2, "urgent", 5),
    Matter("appeal", "water", "供水所", "{place}水压太低", "{place}三楼以上早晚基本上没有水,洗澡都洗不成,反映了两回。", "已调整加压泵运行时段,早晚高峰末端水压达到 0.22 兆帕。", 3),
    Matter("appeal", "road", "村镇建设办公室", "{place}路灯不亮", "{place}有一排路灯坏了一个多月,晚上孩子放学看不清路,希望尽快修。", "更换灯具 7 套、电缆 40 米,当晚试亮正常。", 3, weight=6),
    Matter("appeal", "road", "村镇建设办公室", "{place}路面坑洼积水", "{place}路面坑坑洼洼,一下雨全是水,前天有个骑电动车的摔了一跤。", "铣刨修补路面约 180 平方米,疏通雨水口 3 处。", 8, weight=5),
    Matter("appeal", "sanitation", "生态环境工作站", "{place}垃圾没人清运", "{place}垃圾桶满了三四天没人拉,苍蝇很多,味道很大。", "当日清运垃圾约 2 车,调整为每日两次收运,公示了收运时间和监督电话。", 1.5, weight=7),
    Matter("appeal", "noise", "派出所", "{place}夜间噪音扰民", "{place}楼下烧烤店每天营业到凌晨一两点,声音特别大,老人睡不好觉。", "约谈店主并签订承诺,22 时后停止室外经营,连续三晚复查未再发生。", 4, weight=4),
    Matter("appeal", "estate", "村镇建设办公室", "{place}电梯经常停运", "{place}2 单元电梯一个月坏了四次,前天还把人困在里面,物业只说在等配件。", "督促物业更换门机板并由维保单位全面检查,连续运行 15 天未再停运。", 6, "urgent", 3),
    Matter("appeal", "building", "村镇建设办公室", "{place}占道搭建彩钢棚", "{place}有户人家在公共巷道搭了彩钢棚,车都过不去。", "现场核实后当事人自行拆除,恢复巷道通行。", 7, weight=3),
    Matter("appeal", "welfare", "社会事务办公室", "咨询并申请低保", "家里老伴瘫痪在床,儿子身体也不好,想问问低保怎么申请,跑了一趟说材料不全。", "上门核实家庭情况,帮办低保申请材料,已进入公示。", 9, weight=4),
    Matter("appeal", "school", "社会事务办公室", "咨询外来务工子女入学", "在{village}租房住,孩子今年上一年级,不知道需要什么证明。", "已说明居住证、务工证明等材料要求,并与学校对接完成预登记。", 2, weight=2),
    Matter("appeal", "farm", "农业农村办公室", "{place}机井不能用", "{place}机井水泵烧了快半个月,地里玉米都旱卷叶了。", "更换潜水泵 1 台,恢复灌溉约 120 亩。", 2.5, "urgent", 4),
    Matter("appeal", "farm", "农业农村办公室", "流转土地租金没有按时给", "{village}流转给合作社的地,今年上半年的租金到现在没给,二十多户都在问。", "约谈合作社负责人,已付清 26 户上半年租金共 7.8 万元。", 10, weight=2),
    Matter("appeal", "power", "村镇建设办公室", "{place}变压器跳闸频繁", "{place}一到晚上就跳闸,空调带不动,希望增容。", "已协调供电部门更换为 400 千伏安变压器,高峰期未再跳闸。", 12, weight=2),
    Matter("appeal", "title", "村镇建设办公室", "{place}房产证一直办不下来", "{place}交房五年了,房产证还是办不下来,孩子上学等着用。", "已将该小区列入历史遗留问题清单,协调完成消防验收,首批 48 户可申请登记。", 20, weight=2),
    Matter("dispute", "neighbour", "人民调解委员会", "{place}邻居排水引发争吵", "{place}两家因为屋檐滴水流到对方院里,已经吵了好几回,昨天差点动手。", "调解员现场丈量,双方同意加装檐沟,费用各半,签订书面协议。", 5, weight=5),
    Matter("dispute", "labour", "人民调解委员会", "{village}务工人员讨要工资", "在{place}工地干了三个月,包工头一直拖着不给工资,我们一共 4 个人。", "组织双方核对考勤,确认欠薪 3.2 万元,分两期支付,首期已到账。", 8, "urgent", 4),
    Matter("dispute", "family", "人民调解委员会", "{village}老人赡养问题", "老人今年 82 岁,三个儿子互相推,生活费和看病钱没有人管。", "三子女达成协议,每人每月支付赡养费 400 元,轮流照料。", 6, weight=4),
    Matter("dispute", "damages", "人民调解委员会", "{place}电动车碰撞要求赔偿", "{place}电动车拐弯时撞到我父亲,医药费对方只肯出一半。", "双方按责任比例分担,赔付医药费 4600 元,当场付清。", 5, weight=3),
    Matter("dispute", "property", "人民调解委员会", "{place}物业费纠纷", "{place}物业服务跟不上,漏雨报修半年不修,现在又上门催物业费。", "物业限期修复屋面,减免半年物业费,业主补交剩余部分。", 9, weight=3),
    Matter("dispute", "land", "人民调解委员会", "{village}承包地边界争议", "两家承包地中间的界石被挪动了,多占了一垄地,说不到一块儿。", "对照确权图现场复测,重新埋设界石,双方签字认可。", 6, weight=3),
    Matter("hazard", "fire", "应急管理办公室", "{place}消防通道被堵", "{place}消防通道长期停放车辆、堆放杂物,消防车进不来。", "清理杂物 2 车,划线并设置隔离桩,安排专人巡查。", 2, weight=4),
    Matter("hazard", "gas", "应急管理办公室", "{place}饭店使用超期气瓶", "检查发现{place}一饭店厨房使用超期液化气钢瓶 3 只,未安装报警器。", "收缴超期钢瓶,安装燃气泄漏报警器并复查合格。", 1.5, "urgent", 3),
    Matter("hazard", "structure", "村镇建设办公室", "{place}外墙瓷砖脱落", "{place}临街外墙瓷砖脱落,差一点砸到行人。", "设置围挡并清除松动瓷砖约 30 平方米,重新粉刷。", 5, "urgent", 3),
    Matter("hazard", "water_safety", "应急管理办公室", "{place}坑塘无警示牌", "{place}坑塘周边没有护栏和警示牌,放假有小孩在边上玩。", "安装护栏 60 米、警示牌 4 块,配备救生圈和长杆。", 3, "urgent", 3),
    Matter("hazard", "electricity", "应急管理办公室", "{place}私拉电线充电", "{place}楼道里有人从窗户拉线给电动车充电。", "拆除私拉线路 5 处,在车棚新增充电端口 12 个。", 3, weight=3),
    Matter("finding", "rubbish", "生态环境工作站", "{place}卫生死角", "暗访发现{place}存在建筑垃圾和柴草乱堆。", "出动人员 6 人次、车辆 1 台次,清理完毕并硬化裸露地面。", 2, weight=5),
    Matter("finding", "river", "生态环境工作站", "{place}河道漂浮物", "巡查发现{place}河面漂浮塑料垃圾,岸边有枯枝堆积。", "打捞清理河段 400 米,明确河段保洁员。", 2.5, weight=4),
    Matter("finding", "roadside_trade", "派出所", "{place}占道经营", "督查发现{place}早市占道经营,影响车辆通行。", "引导 14 个摊位进入临时疏导点,恢复道路通行。", 2, weight=2),
    Matter("difficulty", "workers", "经济发展办公室", "企业招不到缝纫工", "订单排到年底,还差 30 名缝纫工,希望政府帮助招工。", "组织专场招聘 2 场,帮助企业到岗 22 人。", 12, weight=2),
    Matter("difficulty", "funds", "经济发展办公室", "企业流动资金紧张", "下半年备货需要 300 万元流动资金,抵押物不足。", "对接银行授信 280 万元,已放款。", 14, weight=2),
    Matter("difficulty", "utilities", "经济发展办公室", "厂区用电需要增容", "新上一条生产线,现有变压器容量不够。", "协调完成增容 630 千伏安,生产线已通电调试。", 15, weight=1),
    Matter("benefit", "elders", "社会事务办公室", "{village}想办老年助餐点", "村里独居老人多,中午吃饭不方便,能不能办个食堂。", "利用闲置房屋设置助餐点,每日供餐 35 份。", 20, weight=1),
    Matter("benefit", "renewal", "村镇建设办公室", "{place}楼道照明改造", "{place}老楼道没有灯,晚上上下楼不安全。", "更换声控灯 26 盏,整理飞线 3 处。", 10, weight=2),
)  # fmt: skip

SEND_BACK_REASONS = ("现场不在本单位管护范围内,建议转产权单位办理。", "该事项需先由村(社区)核实权属,不属本单位职责。")
SUSPEND_REASONS = ("所需配件已订货,厂家 7 日内到货。", "当事人外出务工,约定下周返乡后调解。", "等待上级部门批复用地手续。")
PRAISE = ("处理得很快,满意。", "问题解决了,谢谢。", "工作人员上门两次,态度很好。", "基本解决,比较满意。", "已经恢复正常。")
COMPLAINT = ("只修了一半,晚上还是有问题。", "当时好了,过两天又坏了。", "说好三天来复查,没人来。")
REMARKS = (
    "已电话联系反映人,约定明天上午到现场。",
    "请村里先安排人到现场看一下,防止扩大。",
    "与去年同一位置的问题相似,注意查清原因。",
    "涉及老人,请优先安排。",
    "配件今天下午到,晚上加班更换。",
)
RETURN_REASONS = ("照片看不出整改后的全貌,请补拍并清理剩余部分。", "反映人称没有联系过,请先与反映人见面。")
PLACES = ("东头", "西头", "南门", "北门", "菜市场旁", "小学门口", "广场附近", "卫生室旁", "二组", "五组", "桥头", "老供销社院内")
