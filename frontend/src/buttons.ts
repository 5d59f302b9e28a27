/** Buttons that need no server: dialogs, copying, printing. */

import { onArrival } from "./arrive";
import { say } from "./words";

function dialogAt(selector: string | undefined): HTMLDialogElement | null {
  const found = selector ? document.querySelector(selector) : null;
  return found instanceof HTMLDialogElement ? found : null;
}

async function copy(button: HTMLElement): Promise<void> {
  const text = button.dataset["copy"] ?? "";
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else {
    // Without HTTPS there is no clipboard object; the old command still works there.
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  if (button.dataset["copied"]) return;
  const before = [...button.childNodes];
  button.dataset["copied"] = "yes";
  button.replaceChildren(say("copied"));
  window.setTimeout(() => {
    button.replaceChildren(...before);
    delete button.dataset["copied"];
  }, 2000);
}

/** Puts a proposed value into a field, as if the person had chosen it. */
function put(button: HTMLElement): void {
  const field = document.getElementById(button.dataset["put"] ?? "");
  if (!(field instanceof HTMLSelectElement) && !(field instanceof HTMLInputElement)) return;
  field.value = button.dataset["value"] ?? "";
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
}

export function wireButtons(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest<HTMLElement>("[data-dialog], [data-dialog-close], [data-copy], [data-print], [data-put]");
    if (!button) {
      // A click on the backdrop lands on the dialog itself.
      if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
      return;
    }
    if ("dialogClose" in button.dataset) button.closest("dialog")?.close();
    else if ("copy" in button.dataset) void copy(button);
    else if ("print" in button.dataset) window.print();
    else if ("put" in button.dataset) put(button);
    else dialogAt(button.dataset["dialog"])?.showModal();
  });
  onArrival<HTMLDialogElement>("dialog[data-dialog-now]", (dialog) => dialog.showModal());
}
