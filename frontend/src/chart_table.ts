/** The table behind a chart. */

import type { ChartRows } from "./chart_rows";
import { element } from "./elements";
import { say } from "./words";

export function chartTable(rows: ChartRows): HTMLElement {
  const head = element("tr", {}, element("th", { scope: "col" }, rows.unit), ...rows.series.map((series) => element("th", { scope: "col", class: "num" }, series.name)));
  const body = rows.categories.map((category, index) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, category),
      ...rows.series.map((series) => {
        const value = series.values[index];
        const shown = value === null || value === undefined ? "—" : value.toLocaleString();
        const link = series.links?.[index];
        return element("td", { class: "num" }, link ? element("a", { href: link }, shown) : shown);
      }),
    ),
  );
  const table = element("table", { class: "ledger" }, element("thead", {}, head), element("tbody", {}, ...body));
  return element("details", { class: "chart-table" }, element("summary", {}, say("table")), table);
}
