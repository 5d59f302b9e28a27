/** Charts: every <figure data-chart> drawn from its JSON, with the table behind it and the rows one click away. */

import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

import { onArrival } from "./arrive";
import { type ChartRows, chartRows } from "./chart_rows";
import { chartTable } from "./chart_table";
import { chartLook } from "./chart_look";
import { element, jsonFrom } from "./elements";
import { say } from "./words";

use([BarChart, LineChart, PieChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

function openRows(chart: EChartsType, rows: ChartRows): void {
  chart.on("click", (event) => {
    const series = rows.series[event.seriesIndex ?? 0] ?? rows.series[0];
    const link = series?.links?.[event.dataIndex];
    if (link) location.assign(link);
  });
}

function draw(figure: HTMLElement, kind: string, rows: ChartRows): void {
  if (!figure.querySelector("table")) figure.append(chartTable(rows));
  if (rows.categories.length === 0) {
    figure.insertBefore(element("p", { class: "chart-nothing" }, say("noData")), figure.querySelector("details, table"));
    return;
  }
  const ground = element("div", { class: "chart-ground" });
  figure.insertBefore(ground, figure.querySelector("details, table"));
  const chart = init(ground, null, { devicePixelRatio: Math.max(2, window.devicePixelRatio) });
  const dark = Boolean(figure.closest(".wall"));
  chart.setOption(chartLook(kind, rows, { dark, patterns: false }));
  openRows(chart, rows);
  new ResizeObserver(() => chart.resize()).observe(ground);
  // Paper is black and white as often as not: patterns tell the series apart there.
  window.addEventListener("beforeprint", () => chart.setOption(chartLook(kind, rows, { dark: false, patterns: true })));
  window.addEventListener("afterprint", () => chart.setOption(chartLook(kind, rows, { dark, patterns: false })));
}

onArrival("figure[data-chart]", (figure) => {
  const { chart: kind = "bar", source = "" } = figure.dataset;
  jsonFrom(source)
    .then((value) => draw(figure, kind, chartRows(value)))
    .catch((failure: unknown) => {
      console.error("chart not drawn", source, failure);
      figure.classList.add("chart-failed");
    });
});
