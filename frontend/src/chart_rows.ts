/** The numbers of a chart as the server writes them (see README.md), checked on arrival. */

export type Tone = "action" | "late" | "warning" | "closed" | "quiet";

export interface Series {
  name: string;
  values: Array<number | null>;
  links?: Array<string | null>;
  tone?: Tone;
}

export interface ChartRows {
  unit: string;
  categories: string[];
  series: Series[];
}

export function chartRows(value: unknown): ChartRows {
  const rows = value as Partial<ChartRows> | null;
  if (!rows || !Array.isArray(rows.categories) || !Array.isArray(rows.series)) throw new Error("a chart needs categories and series");
  for (const series of rows.series) {
    if (!Array.isArray(series.values) || series.values.length !== rows.categories.length) {
      throw new Error(`series ${series.name}: as many values as categories are needed`);
    }
  }
  return { unit: rows.unit ?? "", categories: rows.categories.map(String), series: rows.series };
}
