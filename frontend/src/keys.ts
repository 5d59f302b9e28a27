/** The keyboard of the desk: any element with data-key answers to it while nobody types. */

import { element, isTyping, isVisible } from "./elements";
import { moveRow, openRow } from "./rows";
import { say } from "./words";

const NAMED: Record<string, string> = { confirm: "Enter", edit: "e", undo: "u", search: "/" };

function keyOf(keyed: HTMLElement): string {
  const name = keyed.dataset["key"] ?? "";
  return NAMED[name] ?? name;
}

function keyedElements(): HTMLElement[] {
  const open = document.querySelector<HTMLElement>("dialog[open], .modal.show");
  return [...(open ?? document).querySelectorAll<HTMLElement>("[data-key]")].filter(isVisible);
}

function press(keyed: HTMLElement): void {
  if (keyed.matches("input:not([type=checkbox], [type=radio]), textarea, select")) {
    keyed.focus();
    if (keyed instanceof HTMLInputElement) keyed.select();
  } else {
    keyed.click();
  }
}

function line(key: string, words: string): Node[] {
  return [element("dt", {}, element("kbd", {}, key)), element("dd", {}, words)];
}

function wordsOf(keyed: HTMLElement): string {
  return keyed.dataset["keyLabel"] ?? keyed.getAttribute("aria-label") ?? keyed.textContent?.trim() ?? "";
}

function showKeys(): void {
  const dialog = document.getElementById("keys");
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  const list = dialog.querySelector("[data-key-list]");
  if (list) {
    const own = keyedElements().filter((keyed) => keyOf(keyed) !== "/");
    list.replaceChildren(
      ...line("/", say("keyFocusSearch")),
      ...line("?", say("keyHelp")),
      ...line("j", say("keyNext")),
      ...line("k", say("keyPrevious")),
      ...line("Enter", say("keyOpen")),
      ...line("Esc", say("keyLeave")),
      ...own.flatMap((keyed) => line(keyOf(keyed), wordsOf(keyed))),
    );
  }
  dialog.showModal();
}

/** The manual's section about this page; where there is none to open, the list of keys. */
function showHelp(): void {
  const help = document.querySelector<HTMLElement>("[data-help]");
  if (help && isVisible(help)) help.click();
  else showKeys();
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && isTyping(event.target)) {
    (event.target as HTMLElement).blur();
    return;
  }
  if (isTyping(event.target)) return;
  // Enter on a focused button or link belongs to that button or link.
  if (event.key === "Enter" && event.target instanceof Element && event.target.closest("a, button, summary, label, input")) return;

  const keyed = keyedElements().find((candidate) => keyOf(candidate) === event.key && !candidate.matches(":disabled"));
  if (keyed) {
    event.preventDefault();
    if (!event.repeat) press(keyed);
    return;
  }
  const handled =
    event.key === "?"
      ? (showHelp(), true)
      : event.key === "j"
        ? moveRow(1)
        : event.key === "k"
          ? moveRow(-1)
          : event.key === "ArrowDown"
            ? moveRow(1, true)
            : event.key === "ArrowUp"
              ? moveRow(-1, true)
              : event.key === "Enter" && openRow();
  if (handled) event.preventDefault();
}

export function listenToKeys(): void {
  document.addEventListener("keydown", onKeyDown);
}
