/** Drafts: what somebody typed into a form is kept in this browser until it was sent or a week has passed. */

import { onArrival } from "./arrive";
import { element } from "./elements";
import { say } from "./words";

const PREFIX = "bihuan:draft:";
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const PAUSE = 400;

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Value = string | string[] | boolean;
interface Draft {
  at: number;
  fields: Record<string, Value>;
}

/** The version that was read belongs to the words: restored with them, what others wrote since is merged or shown, never undone. */
const VERSION = "seen";

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (field): field is Field =>
      (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) &&
      field.name !== "" &&
      (!["password", "file", "hidden", "submit", "button"].includes(field.type) || field.name === VERSION) &&
      !("draftSkip" in field.dataset),
  );
}

/** Boxes of one name are told apart by their value. */
function nameOf(field: Field): string {
  return field.type === "checkbox" || field.type === "radio" ? `${field.name}=${field.value}` : field.name;
}

function valueOf(field: Field): Value {
  if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) return field.checked;
  if (field instanceof HTMLSelectElement && field.multiple) return [...field.selectedOptions].map((option) => option.value);
  return field.value;
}

function putValue(field: Field, value: Value): void {
  if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) field.checked = value === true;
  else if (field instanceof HTMLSelectElement && Array.isArray(value)) {
    for (const option of field.options) option.selected = value.includes(option.value);
  } else field.value = String(value);
}

function valuesOf(form: HTMLFormElement): Draft["fields"] {
  return Object.fromEntries(fieldsOf(form).map((field) => [nameOf(field), valueOf(field)]));
}

function read(key: string): Draft | null {
  const text = localStorage.getItem(PREFIX + key);
  if (!text) return null;
  try {
    const draft = JSON.parse(text) as Draft;
    if (Date.now() - draft.at < KEPT_FOR) return draft;
  } catch {
    // Not a draft of ours (an older form of it): forgotten below.
  }
  localStorage.removeItem(PREFIX + key);
  return null;
}

/** Forgets the draft of `key`, or all of them for `*`. */
export function forgetDraft(key: string): void {
  if (key !== "*") {
    localStorage.removeItem(PREFIX + key);
    return;
  }
  for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
}

function offer(form: HTMLFormElement, key: string, draft: Draft): void {
  const restore = element("button", { type: "button", class: "btn btn-sm btn-primary" }, say("draftRestore"));
  const forget = element("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, say("draftForget"));
  const when = new Date(draft.at).toLocaleString(document.documentElement.lang || "zh-CN", { dateStyle: "short", timeStyle: "short" });
  const bar = element("div", { class: "draft-offer", role: "status" }, element("span", {}, say("draftFound", { when })), restore, forget);
  restore.addEventListener("click", () => {
    for (const field of fieldsOf(form)) {
      const value = draft.fields[nameOf(field)];
      if (value === undefined) continue;
      putValue(field, value);
      for (const happened of ["input", "change"]) field.dispatchEvent(new Event(happened, { bubbles: true }));
    }
    bar.remove();
  });
  forget.addEventListener("click", () => {
    forgetDraft(key);
    bar.remove();
  });
  form.prepend(bar);
}

function keep(form: HTMLFormElement): void {
  const key = form.dataset["draft"];
  if (!key) return;
  const pristine = JSON.stringify(valuesOf(form));
  const draft = read(key);
  const answered = form.querySelector("[role=alert]") !== null; // sent back with its words in it: nothing to restore
  if (draft && !answered && JSON.stringify(draft.fields) !== pristine) offer(form, key, draft);

  let waiting = 0;
  const save = (): void => {
    waiting = 0;
    const fields = valuesOf(form);
    if (JSON.stringify(fields) === pristine) return;
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), fields } satisfies Draft));
    } catch (full) {
      console.warn("draft not kept", full);
    }
  };
  form.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(save, PAUSE);
  });
  window.addEventListener("pagehide", () => {
    if (waiting) save();
  });
}

export function keepDrafts(): void {
  // First forget what the server says has arrived, then look for what is left.
  onArrival<HTMLMetaElement>('meta[name="draft-clear"]', (meta) => forgetDraft(meta.content));
  onArrival<HTMLFormElement>("form[data-draft]", keep);
  document.addEventListener("draft-clear", (event) => {
    const detail = (event as CustomEvent<{ value?: unknown } | null>).detail;
    const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>("form[data-draft]") : null;
    const key = typeof detail?.value === "string" && detail.value ? detail.value : form?.dataset["draft"];
    if (key) forgetDraft(key);
  });
}
