/** What an answer means by its form, while somebody fills it: the same as the server's word (kernel/survey/answering.py). */
import { dayNumber, judge, numberOf, read, textOf, trimmed, truthOf, wordsOf, type Node, type Scope, type Value } from "./expressions.ts";

export interface Question {
  type: string; name: string; label?: string; hint?: string; required?: string; required_message?: string; relevant?: string;
  constraint?: string; constraint_message?: string; calculation?: string; choices?: string; choice_filter?: string; default?: string;
  appearance?: string; children?: Question[];
}
export type Choice = { name: string; label: string } & Record<string, string>;
export interface Design { title: string; questions: Question[]; lists: Record<string, Choice[]> }
export type Kept = string | number | string[] | Answer[];
export interface Answer { [name: string]: Kept }
export interface Settled {
  values: Answer; wrong: [string, string, Question][]; hidden: Set<string>; reckoned: Record<string, string>; labels: Record<string, string>;
  offered: Record<string, string[]>;
}

const MOST_ROWS = 100;
const MOST_TEXT = 2000;
const INTEGER = /^[+-]?[0-9]{1,15}$/;
const DECIMAL = /^[+-]?([0-9]{1,20}(\.[0-9]{0,15})?|\.[0-9]{1,15})$/;
const EARLIEST = dayNumber("1900-01-01") ?? 0;
const LATEST = dayNumber("2099-12-31") ?? 0;
const TYPED = ["text", "integer", "decimal", "date", "select_one", "select_multiple", "geopoint", "image"];

interface Place { question: Question; sections: Question[]; repeats: string[] }
interface Row {
  raw: Record<string, unknown>; prefix: string; repeat: string; parent: Row | null; seen: Map<string, Value>; kept: Map<string, Kept>;
  relevant: Map<string, boolean>; rows: Map<string, Row[]>;
}

const isSection = (one: Question): boolean => one.type === "group" || one.type === "repeat";
const hasValue = (one: Question): boolean => TYPED.includes(one.type) || one.type === "calculate";
const isReckoned = (one: Question): boolean => Boolean(one.calculation) && !isSection(one);
export const isAsked = (one: Question): boolean => TYPED.includes(one.type) && !one.calculation;

const rules = new Map<string, Node>();
function rule(source: string): Node {
  let found = rules.get(source);
  if (!found) rules.set(source, (found = read(source)));
  return found;
}

function namedIn(source: string | undefined): string[] {
  const found: string[] = [];
  const look = (one: Node): void => {
    if (one.kind === "ref" || one.kind === "many") found.push(one.value);
    one.parts.forEach(look);
  };
  if (source) look(rule(source));
  return found;
}

function walk(questions: Question[], sections: Question[] = []): Place[] {
  return questions.flatMap((question) => {
    const repeats = sections.filter((one) => one.type === "repeat").map((one) => one.name);
    return [{ question, sections, repeats }, ...(isSection(question) ? walk(question.children ?? [], [...sections, question]) : [])];
  });
}

function row(raw: unknown, prefix = "", repeat = "", parent: Row | null = null): Row {
  const given = raw !== null && typeof raw === "object" && !Array.isArray(raw) ? (raw as Record<string, unknown>) : {};
  return { raw: given, prefix, repeat, parent, seen: new Map(), kept: new Map(), relevant: new Map(), rows: new Map() };
}

const own = (raw: Record<string, unknown>, name: string): unknown => (Object.hasOwn(raw, name) ? raw[name] : undefined);

export class Form {
  private readonly places: Place[];
  private readonly byName: Map<string, Place>;
  private readonly order: Place[];

  constructor(readonly design: Design) {
    this.places = walk(design.questions);
    this.byName = new Map(this.places.map((one) => [one.question.name, one]));
    this.order = this.ordered();
  }

  private ordered(): Place[] {
    const needs = new Map(this.places.map((one) => {
      const around = one.sections.at(-1);
      const named = [...namedIn(one.question.relevant), ...namedIn(one.question.calculation), ...(around ? [around.name] : [])];
      return [one.question.name, named.filter((name) => this.byName.has(name))];
    }));
    const done = new Set<string>();
    const found: Place[] = [];
    let left = this.places;
    while (left.length) {
      const ready = left.filter((one) => (needs.get(one.question.name) ?? []).every((name) => done.has(name)));
      if (!ready.length) throw new Error("loop");
      found.push(...ready);
      ready.forEach((one) => done.add(one.question.name));
      left = left.filter((one) => !done.has(one.question.name));
    }
    return found;
  }

  settle(raw: unknown, today: string): Settled {
    const top = row(raw);
    const wrong = new Map<string, string>();
    for (const place of this.order) {
      let rows = [top];
      for (const repeat of place.repeats) rows = rows.flatMap((one) => one.rows.get(repeat) ?? []);
      for (const one of rows) this.take(place, one, today, wrong);
    }
    const settled: Settled = { values: {}, wrong: [], hidden: new Set(), reckoned: {}, labels: {}, offered: {} };
    settled.values = this.gather(this.design.questions, top, today, wrong, settled);
    return settled;
  }

  private here(from: Row, today: string, dot: Value = "", choice: Record<string, string> = {}): Scope {
    const many = (name: string): Value[] => {
      const place = this.byName.get(name);
      if (!place) return [];
      const chain = place.repeats;
      let at = from;
      while (at.parent && !chain.includes(at.repeat)) at = at.parent;
      let rows = [at];
      for (const repeat of chain.slice(chain.includes(at.repeat) ? chain.indexOf(at.repeat) + 1 : 0)) {
        rows = rows.filter((one) => one.relevant.get(repeat)).flatMap((one) => one.rows.get(repeat) ?? []);
      }
      const shown = rows.filter((one) => one.relevant.get(name));
      if (place.question.type === "repeat") return shown.flatMap((one) => (one.rows.get(name) ?? []).map(() => ""));
      return shown.filter((one) => one.seen.has(name)).map((one) => one.seen.get(name) as Value);
    };
    return { many, one: (name) => many(name)[0] ?? "", column: (name) => (Object.hasOwn(choice, name) ? (choice[name] ?? "") : ""), dot, today };
  }

  private take({ question: one, sections }: Place, at: Row, today: string, wrong: Map<string, string>): void {
    const around = sections.at(-1);
    const outer = around?.type === "repeat" ? at.parent : at;
    const inside = !around || outer?.relevant.get(around.name) === true;
    const here = this.here(at, today);
    const shown = inside && (!one.relevant || truthOf(judge(rule(one.relevant), here)));
    at.relevant.set(one.name, shown);
    const path = at.prefix + one.name;
    if (one.type === "repeat") {
      const found = own(at.raw, one.name);
      const given = Array.isArray(found) ? found : [];
      if (shown && given.length > MOST_ROWS) wrong.set(path, "rows");
      at.rows.set(one.name, given.slice(0, MOST_ROWS).map((each, number) => row(each, `${path}-${number}-`, one.name, at)));
    } else if (hasValue(one) && shown) {
      let kept: Kept;
      if (isReckoned(one)) kept = keptOf(judge(rule(one.calculation ?? ""), here));
      else {
        const [value, code] = this.typed(one, own(at.raw, one.name));
        if (code) wrong.set(path, code);
        kept = value;
      }
      at.kept.set(one.name, kept);
      at.seen.set(one.name, seenOf(kept));
    }
  }

  private list(one: Question): Choice[] {
    return this.design.lists[one.choices ?? ""] ?? [];
  }

  private typed(one: Question, raw: unknown): [Kept, string] {
    const given = typeof raw === "string" ? trimmed(raw.replaceAll("\0", "")) : raw;
    if (given === undefined || given === null || given === "" || (Array.isArray(given) && !given.length)) return ["", ""];
    if (one.type === "select_multiple") {
      if (typeof given !== "string" && !Array.isArray(given)) return ["", "choice"];
      const chosen: unknown[] = typeof given === "string" ? wordsOf(given) : given;
      const names = this.list(one).map((choice) => choice.name);
      if (!chosen.every((each) => typeof each === "string" && names.includes(each))) return ["", "choice"];
      return [names.filter((name) => chosen.includes(name)), ""];
    }
    if (typeof given !== "string" && typeof given !== "number") {
      return ["", one.type === "select_one" ? "choice" : ["integer", "decimal", "date", "geopoint"].includes(one.type) ? one.type : "long"];
    }
    switch (one.type) {
      case "integer": {
        const number = Number(given);
        if (typeof given === "string") return INTEGER.test(given) ? [number + 0 || 0, ""] : ["", "integer"];
        return Number.isInteger(given) && Math.abs(given) < 1e15 ? [given + 0 || 0, ""] : ["", "integer"];
      }
      case "decimal": {
        if (typeof given === "string" && !DECIMAL.test(given)) return ["", "decimal"];
        const number = Number(given);
        return Number.isFinite(number) && Math.abs(number) < 1e20 ? [number || 0, ""] : ["", "decimal"];
      }
      case "date": {
        const number = typeof given === "string" ? dayNumber(given) : null;
        return number !== null && number >= EARLIEST && number <= LATEST ? [given, ""] : ["", "date"];
      }
      case "geopoint": {
        const parts = typeof given === "string" ? wordsOf(given).map(numberOf) : [];
        const [lat = NaN, lon = NaN] = parts;
        const fit = parts.length >= 2 && parts.length <= 4 && !parts.some(Number.isNaN) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
        return fit ? [parts.map(textOf).join(" "), ""] : ["", "geopoint"];
      }
    }
    const text = textOf(given);
    if (one.type === "select_one") return this.list(one).some((choice) => choice.name === text) ? [text, ""] : ["", "choice"];
    return [...text].length <= MOST_TEXT ? [text, ""] : ["", "long"];
  }

  private gather(questions: Question[], at: Row, today: string, wrong: Map<string, string>, settled: Settled): Answer {
    const kept: Answer = {};
    for (const one of questions) {
      const path = at.prefix + one.name;
      if (!at.relevant.get(one.name)) {
        settled.hidden.add(path);
        continue;
      }
      if (one.label?.includes("${")) {
        const here = this.here(at, today);
        settled.labels[path] = one.label.replace(/\$\{([^{}]*)\}/g, (_all, name: string) => textOf(here.one(trimmed(name))));
      }
      const code = wrong.get(path);
      if (code) settled.wrong.push([path, code, one]);
      if (one.type === "repeat") {
        const inner = (at.rows.get(one.name) ?? []).map((each) => this.gather(one.children ?? [], each, today, wrong, settled));
        if (inner.length) kept[one.name] = inner;
      } else if (isSection(one)) Object.assign(kept, this.gather(one.children ?? [], at, today, wrong, settled));
      else if (hasValue(one)) {
        this.gatherValue(one, at, today, wrong, settled);
        const value = at.kept.get(one.name) as Kept;
        if (value !== "") kept[one.name] = value;
      }
    }
    return kept;
  }

  private gatherValue(one: Question, at: Row, today: string, wrong: Map<string, string>, settled: Settled): void {
    const path = at.prefix + one.name;
    const value = at.kept.get(one.name) as Kept;
    const seen = at.seen.get(one.name) ?? "";
    if (isReckoned(one)) {
      settled.reckoned[path] = typeof value === "string" ? value : textOf(seen);
      return;
    }
    if (one.choice_filter) {
      const filter = rule(one.choice_filter);
      const passes = this.list(one).filter((choice) => truthOf(judge(filter, this.here(at, today, seen, choice)))).map((choice) => choice.name);
      settled.offered[path] = passes;
      const chosen = Array.isArray(value) ? (value as string[]) : value === "" ? [] : [String(value)];
      if (!wrong.has(path) && !chosen.every((name) => passes.includes(name))) {
        settled.wrong.push([path, "choice", one]);
        return;
      }
    }
    if (wrong.has(path)) return;
    const here = this.here(at, today, seen);
    if (value === "") {
      if (one.required && truthOf(judge(rule(one.required), here))) settled.wrong.push([path, "required", one]);
    } else if (one.constraint && !truthOf(judge(rule(one.constraint), here))) settled.wrong.push([path, "constraint", one]);
  }
}

function seenOf(kept: Kept): Value {
  if (Array.isArray(kept)) return (kept as string[]).join(" ");
  return kept;
}

function keptOf(value: Value): Kept {
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "string") return [...value].slice(0, MOST_TEXT).join("");
  return Number.isFinite(value) ? value || 0 : "";
}
