/** The expressions of survey forms: read and judged as the server does it (kernel/survey/expressions.py), held to its table of cases. */
import { matches } from "./patterns.ts";

export type Value = string | number | boolean;
export interface Node { kind: string; value: string; parts: Node[] }
export interface Scope {
  one(name: string): Value;
  many(name: string): Value[];
  column(name: string): string;
  dot: Value;
  today: string;
}

const MOST_CHARACTERS = 1000;
const MOST_TOKENS = 300;
const MOST_DEPTH = 24;
const TOKEN = /[ \t\r\n]*(?:([0-9]+(?:\.[0-9]*)?|\.[0-9]+)|('[^']*'|"[^"]*")|\$\{([^{}]*)\}|([A-Za-z_][A-Za-z0-9_-]*(?::[A-Za-z_][A-Za-z0-9_-]*)?)|(<=|>=|!=|[=<>+*(),.-]))/y;
const KINDS = ["number", "text", "ref", "word", "sign"];
const NUMBER = /^[ \t\r\n]*-?([0-9]+(\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*$/;
const BLANKS = /^[ \t\r\n]+|[ \t\r\n]+$/g;

export class ExpressionError extends Error {
  constructor(readonly code: string, readonly detail = "") {
    super(`${code}: ${detail}`);
  }
}

export const trimmed = (text: string): string => text.replace(BLANKS, "");

const FUNCTIONS: Record<string, [number, number]> = {
  selected: [2, 2], "selected-at": [2, 2], "count-selected": [1, 1], count: [1, 1], "count-non-empty": [1, 1], sum: [1, 1], min: [1, 20],
  max: [1, 20], if: [3, 3], not: [1, 1], true: [0, 0], false: [0, 0], boolean: [1, 1], number: [1, 1], string: [1, 1], today: [0, 0],
  date: [1, 1], "string-length": [1, 1], regex: [2, 2], coalesce: [2, 2], concat: [1, 20], round: [1, 2], int: [1, 1], abs: [1, 1],
  floor: [1, 1], ceiling: [1, 1], contains: [2, 2], "starts-with": [2, 2], "ends-with": [2, 2], substr: [2, 3],
};
const OVER_MANY = ["count", "count-non-empty", "sum", "min", "max"];
const LEVELS = [["or"], ["and"], ["=", "!="], ["<", "<=", ">", ">="], ["+", "-"], ["*", "div", "mod"]];

function tokens(source: string): [string, string][] {
  const found: [string, string][] = [];
  const end = source.replace(/[ \t\r\n]+$/, "").length;
  let at = 0;
  while (at < end) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (!match) {
      const first = [...trimmed(source.slice(at))][0] ?? "";
      throw new ExpressionError(first === "'" || first === '"' ? "text" : "character", first);
    }
    at = TOKEN.lastIndex;
    const which = match.slice(1).findIndex((part) => part !== undefined);
    const text = match[which + 1] ?? "";
    const kind = KINDS[which] ?? "";
    found.push([kind, kind === "text" ? text.slice(1, -1) : kind === "ref" ? trimmed(text) : text]);
  }
  return found;
}

const node = (kind: string, value = "", parts: Node[] = []): Node => ({ kind, value, parts });

class Reader {
  private at = 0;
  private depth = 0;
  constructor(readonly tokens: [string, string][]) {}

  peek(): [string, string] {
    return this.tokens[this.at] ?? ["end", ""];
  }

  private take(): [string, string] {
    const found = this.peek();
    this.at += 1;
    return found;
  }

  private is(sign: string): boolean {
    const [kind, text] = this.peek();
    return kind === "sign" && text === sign;
  }

  private want(sign: string): void {
    const here = this.is(sign);
    const [kind, text] = this.take();
    if (kind === "end") throw new ExpressionError("end");
    if (!here) throw new ExpressionError("unexpected", text);
  }

  private deeper(): void {
    this.depth += 1;
    if (this.depth > MOST_DEPTH) throw new ExpressionError("deep");
  }

  level(rank: number): Node {
    const signs = LEVELS[rank];
    if (!signs) return this.unary();
    let left = this.level(rank + 1);
    while (["sign", "word"].includes(this.peek()[0]) && signs.includes(this.peek()[1])) {
      const [, sign] = this.take();
      left = node(sign, "", [left, this.level(rank + 1)]);
    }
    return left;
  }

  private unary(): Node {
    if (!this.is("-")) return this.primary();
    this.take();
    this.deeper();
    const found = node("minus", "", [this.unary()]);
    this.depth -= 1;
    return found;
  }

  private primary(): Node {
    const [kind, text] = this.take();
    if (kind === "number" || kind === "text" || kind === "ref") return node(kind, text);
    if (kind === "word") return this.is("(") ? this.call(text) : node("column", text);
    if (kind === "sign" && text === ".") return node("dot");
    if (kind === "sign" && text === "(") {
      this.deeper();
      const found = this.level(0);
      this.want(")");
      this.depth -= 1;
      return found;
    }
    throw new ExpressionError(kind === "end" ? "end" : "unexpected", text);
  }

  private call(name: string): Node {
    const arity = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!arity) throw new ExpressionError("function", name);
    this.take();
    this.deeper();
    let parts: Node[] = [];
    while (!this.is(")")) {
      if (parts.length) this.want(",");
      parts.push(this.level(0));
    }
    this.take();
    this.depth -= 1;
    if (parts.length < arity[0] || parts.length > arity[1]) throw new ExpressionError("arity", name);
    if (OVER_MANY.includes(name)) parts = parts.map((one) => (one.kind === "ref" ? node("many", one.value) : one));
    if (["count", "count-non-empty", "sum"].includes(name) && parts[0]?.kind !== "many") throw new ExpressionError("arity", name);
    if (name === "regex" && parts[1]?.kind !== "text") throw new ExpressionError("pattern");
    return node("call", name, parts);
  }
}

export function read(source: string): Node {
  if ([...source].length > MOST_CHARACTERS) throw new ExpressionError("long");
  const reader = new Reader(tokens(source));
  if (reader.tokens.length > MOST_TOKENS) throw new ExpressionError("long");
  if (!reader.tokens.length) throw new ExpressionError("empty");
  const found = reader.level(0);
  const [kind, text] = reader.peek();
  if (kind !== "end") throw new ExpressionError("unexpected", text);
  return found;
}

// --- what values are as one another ---

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** The days from 1970-01-01 to "2026-06-30"; null when it is no date. */
export function dayNumber(text: string): number | null {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  const shifted = year - (month <= 2 ? 1 : 0);
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
}

export function dayOf(number: number): string {
  const whole = Math.floor(number);
  if (Number.isNaN(number) || whole < -719162 || whole > 2932896) return "";
  const shifted = whole + 719468;
  const era = Math.floor(shifted / 146097);
  const ofEra = shifted - era * 146097;
  const year = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365);
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch + (fromMarch < 10 ? 3 : -9);
  const padded = (n: number, size: number): string => String(n).padStart(size, "0");
  return `${padded(year + era * 400 + (month <= 2 ? 1 : 0), 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

export function numberOf(value: Value): number {
  if (typeof value !== "string") return Number(value);
  const days = dayNumber(value);
  if (days !== null) return days;
  return NUMBER.test(value) ? Number(trimmed(value)) : NaN;
}

/** Numbers without an exponent, as the server writes them. */
export function textOf(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return "0";
  const text = String(value);
  const match = /^(-?)([0-9]+)(?:\.([0-9]+))?e([+-][0-9]+)$/.exec(text);
  if (!match) return text;
  const [, sign, whole, part = "", power] = match as unknown as [string, string, string, string | undefined, string];
  const digits = whole + part;
  const point = whole.length + Number(power);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + "0".repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

export function truthOf(value: Value): boolean {
  if (typeof value === "string") return value !== "";
  return Boolean(value);
}

export const wordsOf = (value: Value): string[] => textOf(value).split(/[ \t\r\n]+/).filter((word) => word !== "");

// --- judging ---

export function judge(one: Node, scope: Scope): Value {
  const part = (at: number): Value => judge(one.parts[at] as Node, scope);
  switch (one.kind) {
    case "text": return one.value;
    case "number": return Number(one.value);
    case "ref": return scope.one(one.value);
    case "many": return scope.many(one.value)[0] ?? "";
    case "dot": return scope.dot;
    case "column": return scope.column(one.value);
    case "call": return call(one, scope);
    case "and": return truthOf(part(0)) && truthOf(part(1));
    case "or": return truthOf(part(0)) || truthOf(part(1));
    case "minus": return -numberOf(part(0));
    case "=": return same(part(0), part(1));
    case "!=": return !same(part(0), part(1));
  }
  const [left, right] = [numberOf(part(0)), numberOf(part(1))];
  switch (one.kind) {
    case "<": return left < right;
    case "<=": return left <= right;
    case ">": return left > right;
    case ">=": return left >= right;
    case "+": return left + right;
    case "-": return left - right;
    case "*": return left * right;
    case "mod": return left % right;
    default: return right === 0 && left === 0 ? NaN : left / right;
  }
}

function same(left: Value, right: Value): boolean {
  if (typeof left === "boolean" || typeof right === "boolean") return truthOf(left) === truthOf(right);
  if (typeof left === "string" && typeof right === "string") return left === right;
  return numberOf(left) === numberOf(right);
}

function rounded(number: number, places = 0): number {
  if (!Number.isFinite(number) || !(places >= 0 && places <= 10)) return number;
  let ten = 1;
  for (let at = 0; at < Math.floor(places); at += 1) ten *= 10;
  return Math.floor(number * ten + 0.5) / ten;
}

function cut(text: string, start: number, end?: number): string {
  const signs = [...text];
  const place = (number: number): number => {
    if (Number.isNaN(number)) return 0;
    const whole = Math.floor(Math.max(Math.min(number, 1e9), -1e9));
    return whole < 0 ? Math.max(0, signs.length + whole) : Math.min(whole, signs.length);
  };
  return signs.slice(place(start), end === undefined ? signs.length : place(end)).join("");
}

function gathered(name: string, one: Node, scope: Scope): number {
  const found = one.parts.flatMap((part) => (part.kind === "many" ? scope.many(part.value) : [judge(part, scope)]));
  const numbers = found.filter((value) => value !== "").map(numberOf);
  if (name === "sum") return numbers.reduce((total, number) => total + number, 0);
  if (!numbers.length || numbers.some(Number.isNaN)) return NaN;
  return numbers.reduce((best, number) => (name === "min" ? (number < best ? number : best) : number > best ? number : best));
}

function call(one: Node, scope: Scope): Value {
  const name = one.value;
  if (name === "if") return judge(one.parts[truthOf(judge(one.parts[0] as Node, scope)) ? 1 : 2] as Node, scope);
  if (name === "count") return scope.many((one.parts[0] as Node).value).length;
  if (name === "count-non-empty") return scope.many((one.parts[0] as Node).value).filter((value) => value !== "").length;
  if (name === "sum" || name === "min" || name === "max") return gathered(name, one, scope);
  const given = one.parts.map((part) => judge(part, scope));
  const [a = "", b = ""] = given;
  const number = (at: number): number => numberOf(given[at] ?? "");
  switch (name) {
    case "selected": return wordsOf(a).includes(trimmed(textOf(b)));
    case "selected-at": return Number.isFinite(number(1)) ? (wordsOf(a)[Math.floor(number(1))] ?? "") : "";
    case "count-selected": return wordsOf(a).length;
    case "not": return !truthOf(a);
    case "true": return true;
    case "false": return false;
    case "boolean": return truthOf(a);
    case "number": return number(0);
    case "string": return textOf(a);
    case "today": return scope.today;
    case "date": return dayOf(number(0));
    case "string-length": return [...textOf(a)].length;
    case "regex": return matches(textOf(b), textOf(a));
    case "coalesce": return textOf(a) !== "" ? a : b;
    case "concat": return given.map(textOf).join("");
    case "round": return given.length > 1 ? rounded(number(0), number(1)) : rounded(number(0));
    case "int": return Math.trunc(number(0));
    case "abs": return Math.abs(number(0));
    case "floor": return Math.floor(number(0));
    case "ceiling": return Math.ceil(number(0));
    case "contains": return textOf(a).includes(textOf(b));
    case "starts-with": return textOf(a).startsWith(textOf(b));
    case "ends-with": return textOf(a).endsWith(textOf(b));
    case "substr": return cut(textOf(a), number(1), given.length > 2 ? number(2) : undefined);
    default: throw new ExpressionError("function", name);
  }
}
