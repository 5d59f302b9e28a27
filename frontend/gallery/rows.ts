/** Sample page only: fifty rows of a ledger. */

import { element } from "../src/elements";

const VILLAGES = ["河湾村", "东关社区", "北街社区", "柳树屯村", "石桥村"];
const KINDS = ["邻里纠纷", "婚姻家庭", "劳动争议", "土地承包", "物业服务"];
const MATTERS = ["双方因院墙外移约 30 厘米发生口角,影响通行", "工程结束后工资未按约支付,多次催要未果,涉及务工人员 11 人", "赡养费承担比例未能达成一致", "承包地四至不清,与邻户地埂争议"];
const STATES = [["handling", "办理中"], ["closed", "已办结"], ["to_revisit", "待回访"], ["dispatched", "已派发"], ["closed", "已办结"]];
const TITLES = ["", "办件编号", "登记日期", "申请人", "被申请人", "所属村", "类型", "简要情况", "金额(元)", "调解员", "状态", "时限"];

const body = document.getElementById("rows");
for (let n = 0; n < 50; n += 1) {
  const at = <T>(list: T[]): T => list[n % list.length] as T;
  const [state, word] = at(STATES) as [string, string];
  const late = n === 3;
  const left = state === "closed" ? element("span", { class: "text-body-secondary" }, "—") : element("span", { class: `time-left${late ? " time-left-late" : n % 5 === 0 ? " time-left-soon" : ""}` }, late ? "超 1 天" : "剩 2 天");
  const cells: Array<Node | string> = [
    element("input", { type: "checkbox", class: "form-check-input", "data-select": "", "aria-label": `选择第 ${n + 1} 行` }),
    element("a", { href: "case.html", "data-open": "" }, `DG202606${String(30 - (n % 28)).padStart(2, "0")}-${String(n + 1).padStart(3, "0")}`),
    `2026-06-${String(30 - (n % 28)).padStart(2, "0")}`, "王*", "李*", at(VILLAGES), at(KINDS), at(MATTERS), ((n * 3791) % 90000).toLocaleString("zh-CN", { minimumFractionDigits: 2 }), "第一调解室",
    element("span", { class: `state state-${state}` }, word), left,
  ];
  const classes = ["pick", "fix", "", "", "", "", "", "clip", "num", "", "", ""];
  body?.append(element("tr", { "data-row": "", class: late ? "is-late" : "" }, ...cells.map((cell, index) => element("td", { class: classes[index] as string, "data-label": TITLES[index] as string }, cell))));
}
