/** The current row of a list: moving it, opening it. */

import { isVisible } from "./elements";

const CURRENT = "is-current";

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-row]")].filter(isVisible);
}

function makeCurrent(row: HTMLElement): void {
  document.querySelectorAll(`.${CURRENT}`).forEach((other) => {
    other.classList.remove(CURRENT);
    other.removeAttribute("aria-current");
  });
  row.classList.add(CURRENT);
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
  row.dispatchEvent(new CustomEvent("bihuan:row", { bubbles: true }));
}

/** Moves by `step` rows; with `onlyIfCurrent` nothing happens until a row is current. Tells whether it moved. */
export function moveRow(step: number, onlyIfCurrent = false): boolean {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains(CURRENT));
  if (all.length === 0 || (onlyIfCurrent && at < 0)) return false;
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
  if (next) makeCurrent(next);
  return true;
}

export function openRow(row = document.querySelector<HTMLElement>(`.${CURRENT}[data-row]`)): boolean {
  const link = row?.querySelector<HTMLElement>("[data-open]");
  link?.click();
  return Boolean(link);
}

export function listenToRows(): void {
  document.addEventListener("click", (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-row]") : null;
    if (row && !row.classList.contains(CURRENT)) makeCurrent(row);
  });
  document.addEventListener("dblclick", (event) => {
    if (!(event.target instanceof Element) || event.target.closest("a, button, input, select, textarea, label")) return;
    const row = event.target.closest<HTMLElement>("[data-row]");
    if (row) openRow(row);
  });
}
