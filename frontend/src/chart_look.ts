/** How charts look: one blue, red only for late, thin lines, patterns on paper. */

import type { EChartsCoreOption } from "echarts/core";

import type { ChartRows, Tone } from "./chart_rows";

interface Setting {
  dark: boolean;
  patterns: boolean;
}

const TONES: Record<Tone, [light: string, dark: string]> = {
  action: ["#1b5eab", "#6aa9f0"],
  late: ["#b42318", "#ff8a7a"],
  warning: ["#b7791f", "#f0b65a"],
  closed: ["#1f7a46", "#63c78d"],
  quiet: ["#8593a3", "#93a4b8"],
};
const IN_TURN: Array<[string, string]> = [TONES.action, TONES.quiet, ["#5f93cc", "#3f76b8"], ["#3d4b5c", "#c9d4e0"], ["#a9c6e6", "#24507f"], ["#bcc5cf", "#5a6a7d"]];
const FONT = '"Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';

function colours(rows: ChartRows, dark: boolean): string[] {
  const untoned = IN_TURN[Symbol.iterator]();
  return rows.series.map((series) => (series.tone ? TONES[series.tone] : ((untoned.next().value as [string, string] | undefined) ?? TONES.quiet))[dark ? 1 : 0]);
}

function ground(rows: ChartRows, { dark, patterns }: Setting): EChartsCoreOption {
  const text = dark ? "#c9d4e0" : "#4d5966";
  return {
    animation: false,
    color: colours(rows, dark),
    textStyle: { fontFamily: FONT, fontSize: dark ? 14 : 12, color: text },
    aria: { enabled: true, decal: { show: patterns } },
    grid: { left: 8, right: 16, top: rows.series.length > 1 ? 36 : 16, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: { show: rows.series.length > 1, top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8, textStyle: { color: text } },
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" }, valueFormatter: (value: unknown) => (typeof value === "number" ? `${value.toLocaleString()} ${rows.unit}` : "—") },
  };
}

function categoryAxis(names: string[], dark: boolean): object {
  return {
    type: "category",
    data: names,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: dark ? "#41536a" : "#c4cbd3" } },
    axisLabel: { color: dark ? "#c9d4e0" : "#4d5966", hideOverlap: true },
  };
}

function valueAxis(dark: boolean): object {
  return {
    type: "value",
    minInterval: 1,
    splitNumber: 4,
    axisLabel: { color: dark ? "#93a4b8" : "#5a6572" },
    splitLine: { lineStyle: { color: dark ? "#2a394c" : "#e6e9ed" } },
  };
}

function points(series: ChartRows["series"][number], dark: boolean): object[] {
  return series.values.map((value, index) => ({ value, cursor: series.links?.[index] ? "pointer" : "default", itemStyle: { borderColor: dark ? "#14202e" : "#fff" } }));
}

function line(rows: ChartRows, setting: Setting): EChartsCoreOption {
  const dashes = ["solid", "dashed", "dotted"];
  return {
    ...ground(rows, setting),
    xAxis: { ...categoryAxis(rows.categories, setting.dark), boundaryGap: false },
    yAxis: valueAxis(setting.dark),
    series: rows.series.map((series, index) => ({
      type: "line",
      name: series.name,
      data: points(series, setting.dark),
      symbol: "circle",
      symbolSize: 6,
      lineStyle: { width: 2, type: setting.patterns ? dashes[index % dashes.length] : "solid" },
    })),
  };
}

function bar(rows: ChartRows, setting: Setting): EChartsCoreOption {
  return {
    ...ground(rows, setting),
    xAxis: categoryAxis(rows.categories, setting.dark),
    yAxis: valueAxis(setting.dark),
    series: rows.series.map((series) => ({ type: "bar", name: series.name, data: points(series, setting.dark), barMaxWidth: 28 })),
  };
}

/** Lying bars, the first category on top, the number at the end of each bar. */
function ranking(rows: ChartRows, setting: Setting): EChartsCoreOption {
  return {
    ...ground(rows, setting),
    xAxis: { ...valueAxis(setting.dark), axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: { ...categoryAxis(rows.categories, setting.dark), inverse: true, axisLine: { show: false } },
    series: rows.series.map((series) => ({
      type: "bar",
      name: series.name,
      data: points(series, setting.dark),
      barMaxWidth: 16,
      label: { show: rows.series.length === 1, position: "right", color: setting.dark ? "#e8eef5" : "#1f2730" },
    })),
  };
}

/** Parts of a whole: a ring of the first series, in steps of one blue. */
function share(rows: ChartRows, setting: Setting): EChartsCoreOption {
  const series = rows.series[0];
  const { grid: _, ...frame } = ground(rows, setting);
  return {
    ...frame,
    color: IN_TURN.map((pair) => pair[setting.dark ? 1 : 0]),
    legend: { show: false },
    tooltip: { trigger: "item", renderMode: "richText" },
    series: [
      {
        type: "pie",
        name: series?.name ?? "",
        radius: ["46%", "72%"],
        label: { formatter: "{b} {c}", color: setting.dark ? "#c9d4e0" : "#4d5966" },
        itemStyle: { borderWidth: 1, borderColor: setting.dark ? "#14202e" : "#fff" },
        data: rows.categories.map((name, index) => ({ name, value: series?.values[index] ?? 0, cursor: series?.links?.[index] ? "pointer" : "default" })),
      },
    ],
  };
}

const LOOKS: Record<string, (rows: ChartRows, setting: Setting) => EChartsCoreOption> = { line, bar, ranking, share };

export function chartLook(kind: string, rows: ChartRows, setting: Setting): EChartsCoreOption {
  const look = LOOKS[kind];
  if (!look) throw new Error(`no chart of the kind ${kind}`);
  return look(rows, setting);
}
