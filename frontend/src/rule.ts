/** Putting a rule together without code: groups of conditions over known facts, written as JSON into a text field. */

import { element } from "./elements";

type Choice = [string, string];
type Fact = { key: string; title: string; kind: string; unit: string; choices: Choice[] };
type Setting = { facts: Fact[]; ways: Record<string, Choice[]>; words: Record<string, string> };
type Condition = { fact: string; is: string; value?: unknown };
type Group = { how: "all" | "any" | "none"; parts: Part[] };
type Part = Condition | Group;

/** The stored form as groups; what stands alone is put into an "all". */
function read(stored: unknown): Part {
  const rule = (stored ?? {}) as Record<string, unknown>;
  if (Array.isArray(rule.all)) return { how: "all", parts: rule.all.map(read) };
  if (Array.isArray(rule.any)) return { how: "any", parts: rule.any.map(read) };
  if (rule.not !== undefined) {
    const inner = read(rule.not);
    return "how" in inner && inner.how === "any" ? { ...inner, how: "none" } : { how: "none", parts: [inner] };
  }
  return "fact" in rule ? (rule as Condition) : { how: "all", parts: [] };
}

function write(part: Part): unknown {
  if (!("how" in part)) return part;
  const parts = part.parts.map(write);
  if (part.how === "none") return { not: { any: parts } };
  return part.how === "any" ? { any: parts } : { all: parts };
}

function select(choices: Choice[], chosen: string, label: string, changed: (value: string) => void): HTMLSelectElement {
  const made = element("select", { class: "form-select form-select-sm", "aria-label": label });
  for (const [key, title] of choices) made.append(element("option", { value: key }, title));
  made.value = chosen;
  made.addEventListener("change", () => changed(made.value));
  return made;
}

class Editor {
  private root: Group = { how: "all", parts: [] };
  private readonly place = element("div", { class: "rule-editor" });

  constructor(
    private readonly field: HTMLTextAreaElement,
    private readonly setting: Setting,
  ) {
    let stored: unknown = {};
    try {
      stored = JSON.parse(field.value || "{}");
    } catch {
      return; // what cannot be read stays in the text field, with the server's sentence beside it
    }
    const first = read(stored);
    this.root = "how" in first ? first : { how: "all", parts: [first] };
    field.hidden = true;
    field.after(this.place);
    this.draw();
  }

  private word(key: string): string {
    return this.setting.words[key] ?? key;
  }

  private draw(): void {
    this.place.replaceChildren(this.group(this.root, null));
    this.keep();
  }

  private keep(): void {
    this.field.value = JSON.stringify(write(this.root));
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private group(group: Group, remove: (() => void) | null): HTMLElement {
    const hows: Choice[] = ["all", "any", "none"].map((how) => [how, this.word(how)]);
    const head = element("div", { class: "rule-head" });
    head.append(
      select(hows, group.how, this.word("how"), (how) => {
        group.how = how as Group["how"];
        this.keep();
      }),
    );
    if (remove) head.append(this.button("remove", remove, "x-lg"));
    const rows = group.parts.map((part, at) => {
      const drop = () => {
        group.parts.splice(at, 1);
        this.draw();
      };
      return "how" in part ? this.group(part, drop) : this.condition(part, drop);
    });
    const add = element("div", { class: "rule-add" });
    add.append(
      this.button("add", () => {
        const fact = this.setting.facts[0];
        if (fact) group.parts.push(this.fresh(fact));
        this.draw();
      }),
      this.button("addGroup", () => {
        group.parts.push({ how: group.how === "all" ? "any" : "all", parts: [] });
        this.draw();
      }),
    );
    return element("fieldset", { class: "rule-group" }, head, ...rows, add);
  }

  private fresh(fact: Fact): Condition {
    const way = this.setting.ways[fact.kind]?.[0]?.[0] ?? "";
    return { fact: fact.key, is: way, value: fact.kind === "choice" ? [] : "" };
  }

  private condition(condition: Condition, remove: () => void): HTMLElement {
    const facts: Choice[] = this.setting.facts.map((fact) => [fact.key, fact.title]);
    const fact = this.setting.facts.find((one) => one.key === condition.fact) ?? this.setting.facts[0];
    const row = element("div", { class: "rule-condition" });
    row.append(
      select(facts, condition.fact, this.word("fact"), (key) => {
        const next = this.setting.facts.find((one) => one.key === key);
        if (next) Object.assign(condition, this.fresh(next));
        this.draw();
      }),
    );
    if (fact) {
      const ways = this.setting.ways[fact.kind] ?? [];
      row.append(
        select(ways, condition.is, this.word("way"), (way) => {
          condition.is = way;
          this.keep();
        }),
        ...this.value(fact, condition),
      );
    }
    row.append(this.button("remove", remove, "x-lg"));
    return row;
  }

  private value(fact: Fact, condition: Condition): Node[] {
    if (fact.kind === "truth") return [];
    if (fact.choices.length > 0) return [this.choices(fact, condition)];
    const words = fact.kind === "text" || fact.kind === "choice";
    const shown = Array.isArray(condition.value) ? condition.value.join(" ") : String(condition.value ?? "");
    const type = fact.kind === "day" ? "date" : "text";
    const input = element("input", { class: "form-control form-control-sm", type, "aria-label": fact.title });
    if (fact.kind === "number") input.inputMode = "decimal";
    if (words) input.placeholder = this.word("words");
    input.value = shown;
    input.addEventListener("input", () => {
      condition.value = words ? input.value.split(/[\s、,,;;]+/).filter(Boolean) : input.value.trim();
      this.keep();
    });
    return fact.unit ? [input, element("span", { class: "rule-unit" }, fact.unit)] : [input];
  }

  private choices(fact: Fact, condition: Condition): HTMLElement {
    const chosen = new Set(Array.isArray(condition.value) ? condition.value.map(String) : []);
    const box = element("div", { class: "rule-choices", role: "group", "aria-label": fact.title });
    for (const [key, title] of fact.choices) {
      const tick = element("input", { type: "checkbox", class: "form-check-input" });
      tick.checked = chosen.has(key);
      tick.addEventListener("change", () => {
        if (tick.checked) chosen.add(key);
        else chosen.delete(key);
        condition.value = [...chosen];
        this.keep();
      });
      box.append(element("label", { class: "rule-choice" }, tick, ` ${title}`));
    }
    return box;
  }

  private button(word: string, pressed: () => void, icon = ""): HTMLButtonElement {
    const made = element("button", { type: "button", class: "btn btn-sm btn-outline-secondary" });
    if (icon) {
      made.setAttribute("aria-label", this.word(word));
      made.append(element("i", { class: `bi bi-${icon}`, "aria-hidden": "true" }));
    } else {
      made.append(this.word(word));
    }
    made.addEventListener("click", pressed);
    return made;
  }
}

function settingOf(field: HTMLTextAreaElement): Setting | null {
  const text = document.getElementById(field.dataset.rule ?? "")?.textContent;
  return text ? (JSON.parse(text) as Setting) : null;
}

function edit(within: ParentNode): void {
  within.querySelectorAll<HTMLTextAreaElement>("textarea[data-rule]:not([hidden])").forEach((field) => {
    const setting = settingOf(field);
    if (setting) new Editor(field, setting);
  });
}

/** Every `<textarea data-rule="id of a JSON script">`, also in what htmx brings. */
export function editRules(): void {
  edit(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.target instanceof HTMLElement) edit(event.target);
  });
}
