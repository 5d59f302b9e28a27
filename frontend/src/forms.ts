/** Small manners of forms: sent once, filters that submit themselves, characters left, ticked rows. */

import { onArrival } from "./arrive";
import { say } from "./words";

function sendOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("once" in form.dataset)) return;
    if (form.dataset["once"] === "under-way") event.preventDefault();
    else form.dataset["once"] = "under-way";
  });
  // Coming back by the browser's back button finds the form ready again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll<HTMLFormElement>("form[data-once]").forEach((form) => (form.dataset["once"] = ""));
  });
}

function submitAtChange(): void {
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field instanceof HTMLElement && "submit" in field.dataset) field.closest("form")?.requestSubmit();
  });
}

function countCharacters(): void {
  onArrival<HTMLOutputElement>("[data-left]", (output) => {
    const field = document.getElementById(output.dataset["left"] ?? "");
    if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) || field.maxLength < 0) return;
    const count = (): void => {
      output.textContent = say("characters", { n: field.maxLength - field.value.length });
    };
    field.addEventListener("input", count);
    count();
  });
}

function tickRows(): void {
  const refresh = (scope: ParentNode): void => {
    const boxes = [...scope.querySelectorAll<HTMLInputElement>("[data-select]")];
    const ticked = boxes.filter((box) => box.checked).length;
    scope.querySelectorAll<HTMLInputElement>("[data-select-all]").forEach((all) => {
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    });
    scope.querySelectorAll("[data-selected-count]").forEach((shown) => (shown.textContent = String(ticked)));
    scope.querySelectorAll<HTMLButtonElement>("[data-needs-selection]").forEach((button) => (button.disabled = ticked === 0));
  };
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.matches("[data-select], [data-select-all]")) return;
    const scope = box.closest("form") ?? document;
    if (box.matches("[data-select-all]")) {
      scope.querySelectorAll<HTMLInputElement>("[data-select]").forEach((other) => (other.checked = box.checked));
    }
    refresh(scope);
  });
  onArrival("[data-select-all]", (all) => refresh(all.closest("form") ?? document));
}

export function mindForms(): void {
  sendOnce();
  submitAtChange();
  countCharacters();
  tickRows();
}
