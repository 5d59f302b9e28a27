/** Large type, remembered on this device. */

const KEY = "bihuan:large-type";
const root = document.documentElement;

function show(on: boolean): void {
  root.classList.toggle("large-type", on);
  document.querySelectorAll("[data-large-type]").forEach((button) => button.setAttribute("aria-pressed", String(on)));
}

export function offerLargeType(): void {
  show(localStorage.getItem(KEY) === "on");
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-large-type]")) return;
    const on = !root.classList.contains("large-type");
    localStorage.setItem(KEY, on ? "on" : "off");
    show(on);
  });
}
