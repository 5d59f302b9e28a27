/** Completing a name after an @: the server knows who may see the case. */

import { onArrival } from "./arrive";
import { element } from "./elements";

const BEFORE_CARET = /@([\p{L}\p{N}·]{1,20})$/u;
const PAUSE = 200;

function setUp(field: HTMLTextAreaElement): void {
  const address = field.dataset["mentions"] ?? "";
  const list = element("ul", { class: "mentions", role: "listbox", hidden: "" });
  field.after(list);
  let waiting = 0;
  let asked = "";

  const typed = (): string => BEFORE_CARET.exec(field.value.slice(0, field.selectionStart))?.[1] ?? "";
  const hide = (): void => {
    list.hidden = true;
    list.replaceChildren();
  };
  const choose = (name: string): void => {
    const caret = field.selectionStart;
    const start = caret - typed().length;
    field.setRangeText(`${name} `, start, caret, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    hide();
    field.focus();
  };
  const options = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[role=option]")];
  const current = (): number => options().findIndex((one) => one.getAttribute("aria-selected") === "true");
  const move = (to: number): void => {
    const all = options();
    all.forEach((one, index) => one.setAttribute("aria-selected", String(index === (to + all.length) % all.length)));
  };
  const show = (names: string[]): void => {
    list.replaceChildren(
      ...names.map((name, index) => {
        const option = element("li", { role: "option", "aria-selected": String(index === 0) }, name);
        // mousedown comes before the field loses its focus and caret.
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(name);
        });
        return option;
      }),
    );
    list.hidden = names.length === 0;
  };
  const ask = async (): Promise<void> => {
    const text = typed();
    asked = text;
    if (!text) return hide();
    const answer = await fetch(`${address}?q=${encodeURIComponent(text)}`, { credentials: "same-origin" });
    if (!answer.ok || asked !== text) return;
    show(((await answer.json()) as { names: string[] }).names);
  };

  field.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void ask().catch(hide), PAUSE);
  });
  field.addEventListener("blur", hide);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") move(current() + 1);
    else if (event.key === "ArrowUp") move(current() - 1);
    else if (event.key === "Enter" || event.key === "Tab") choose(options()[current()]?.textContent ?? "");
    else if (event.key === "Escape") hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

export function completeMentions(): void {
  onArrival<HTMLTextAreaElement>("textarea[data-mentions]", setUp);
}
