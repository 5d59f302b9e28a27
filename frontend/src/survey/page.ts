/** A form on the desk while it is filled: what is asked, reckoned and wrong is shown at once; the server judges again. */
import { onArrival } from "../arrive";
import { say } from "../words";
import { Form, isAsked, type Design, type Question, type Settled } from "./answering.ts";

type Raw = Record<string, unknown>;
const WORDS = {
  choice: "surveyChoice", constraint: "surveyConstraint", date: "surveyDate", decimal: "surveyDecimal", geopoint: "surveyGeopoint",
  integer: "surveyInteger", long: "surveyLong", required: "surveyRequired", rows: "surveyRows",
} as const;

class Page {
  private readonly form: Form;
  private readonly touched = new Set<string>();

  constructor(
    private readonly sheet: HTMLFormElement,
    design: Design,
  ) {
    this.form = new Form(design);
    sheet.addEventListener("input", (event) => this.changed(event));
    sheet.addEventListener("change", (event) => this.changed(event));
    sheet.addEventListener("click", (event) => this.clicked(event));
    this.show();
  }

  private changed(event: Event): void {
    const name = (event.target as HTMLInputElement).name ?? "";
    if (event.type === "change" && name.startsWith("q-")) this.touched.add(name.slice(2));
    this.show();
  }

  private clicked(event: Event): void {
    const button = (event.target as Element).closest("button");
    if (!button) return;
    if ("addRow" in button.dataset) {
      event.preventDefault();
      this.add(button.value);
    } else if ("dropRow" in button.dataset) {
      event.preventDefault();
      button.closest("[data-row]")?.remove();
      this.show();
      this.sheet.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (button.dataset["here"]) this.locate(button, button.dataset["here"]);
  }

  private find<E extends Element>(attribute: string, value: string): E | null {
    return this.sheet.querySelector<E>(`[${attribute}="${CSS.escape(value)}"]`);
  }

  private add(path: string): void {
    const blank = this.find<HTMLTemplateElement>("data-blank", path);
    const rows = this.find<HTMLElement>("data-rows", path);
    if (!blank || !rows) return;
    const numbers = this.numbers(path).map(Number);
    const next = String(Math.max(-1, ...numbers) + 1);
    const copy = document.createElement("template");
    copy.innerHTML = blank.innerHTML.replaceAll(blank.dataset["mark"] ?? "", next);
    const row = copy.content.firstElementChild as HTMLElement | null;
    rows.append(copy.content);
    this.show();
    row?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
  }

  private numbers(path: string): string[] {
    const inputs = this.sheet.querySelectorAll<HTMLInputElement>(`input[name="${CSS.escape(`r-${path}`)}"]`);
    return [...inputs].map((input) => input.value);
  }

  /** What is typed, as the form understands it; `paths` from the row numbers of now to those on the page. */
  private read(questions: Question[], old: string, now: string, paths: Map<string, string>): Raw {
    const found: Raw = {};
    for (const one of questions) {
      const path = old + one.name;
      paths.set(now + one.name, path);
      if (one.type === "repeat") {
        found[one.name] = this.numbers(path).map((at, number) => this.read(one.children ?? [], `${path}-${at}-`, `${now}${one.name}-${number}-`, paths));
      } else if (one.type === "group") Object.assign(found, this.read(one.children ?? [], old, now, paths));
      else if (isAsked(one)) found[one.name] = this.value(one, `q-${path}`);
    }
    return found;
  }

  private value(one: Question, name: string): unknown {
    const fields = [...this.sheet.querySelectorAll<HTMLInputElement | HTMLSelectElement>(`[name="${CSS.escape(name)}"]`)];
    if (one.type === "image") {
      const picture = fields.find((field) => field.type === "file") as HTMLInputElement | undefined;
      return picture?.files?.length ? "chosen" : (fields.find((field) => field.type === "hidden")?.value ?? "");
    }
    const first = fields[0];
    if (first instanceof HTMLSelectElement) {
      return first.multiple ? [...first.selectedOptions].map((option) => option.value) : first.value;
    }
    if (first?.type === "radio") return fields.find((field) => (field as HTMLInputElement).checked)?.value ?? "";
    if (first?.type === "checkbox") return fields.filter((field) => (field as HTMLInputElement).checked).map((field) => field.value);
    return first?.value ?? "";
  }

  private show(): void {
    const paths = new Map<string, string>();
    const raw = this.read(this.form.design.questions, "", "", paths);
    const settled = this.form.settle(raw, this.sheet.dataset["today"] ?? "");
    for (const [now, path] of paths) {
      const line = this.find<HTMLElement>("data-line", path);
      if (line) line.hidden = settled.hidden.has(now);
      const label = settled.labels[now];
      const place = label === undefined ? null : this.find<HTMLElement>("data-label", path);
      if (place && label !== undefined) place.textContent = label;
      const reckoned = settled.reckoned[now];
      const output = reckoned === undefined ? null : this.find<HTMLOutputElement>("data-reckoned", path);
      if (output && reckoned !== undefined) output.textContent = reckoned;
      this.offer(path, settled.offered[now]);
    }
    this.tell(settled, paths);
  }

  private offer(path: string, offered: string[] | undefined): void {
    if (!offered) return;
    this.find<HTMLElement>("data-line", path)?.querySelectorAll<HTMLElement>("[data-choice]").forEach((choice) => {
      choice.hidden = !offered.includes(choice.dataset["choice"] ?? "");
    });
  }

  /** Only what somebody has been at is found fault with before the form is sent; what the server said stands until then. */
  private tell(settled: Settled, paths: Map<string, string>): void {
    const wrong = new Map(settled.wrong.map(([now, code, one]) => [paths.get(now) ?? now, [code, one] as const]));
    for (const path of this.touched) {
      const place = this.find<HTMLElement>("data-fault", path);
      if (!place) continue;
      const found = wrong.get(path);
      place.hidden = !found;
      place.textContent = found ? sentence(...found) : "";
    }
  }

  private locate(button: HTMLButtonElement, name: string): void {
    const field = this.sheet.querySelector<HTMLInputElement>(`[name="${CSS.escape(name)}"]`);
    const status = button.closest(".field")?.querySelector("[data-here-status]");
    if (!field || !navigator.geolocation) return;
    if (status) status.textContent = say("positionSearching");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field.value = `${coords.latitude.toFixed(6)} ${coords.longitude.toFixed(6)} 0 ${Math.round(coords.accuracy)}`;
        if (status) status.textContent = say("positionFound", { n: Math.round(coords.accuracy) });
        field.dispatchEvent(new Event("change", { bubbles: true }));
      },
      () => {
        if (status) status.textContent = say("positionMissing");
      },
      { enableHighAccuracy: true, timeout: 12_000 },
    );
  }
}

function sentence(code: string, one: Question): string {
  if (code === "constraint" && one.constraint_message) return one.constraint_message;
  if (code === "required" && one.required_message) return one.required_message;
  return say(WORDS[code as keyof typeof WORDS]);
}

export function fillSurveys(): void {
  onArrival<HTMLFormElement>("form[data-survey]", (sheet) => {
    const design = document.getElementById(sheet.dataset["survey"] ?? "")?.textContent;
    if (design) new Page(sheet, JSON.parse(design) as Design);
  });
}
