/** Large type, remembered on this device in a cookie, so that the server draws the page so from the start. */

const YEAR = 365 * 24 * 3600;
const root = document.documentElement;

function show(on: boolean): void {
  root.classList.toggle("large-type", on);
  document.querySelectorAll("[data-large-type]").forEach((button) => button.setAttribute("aria-pressed", String(on)));
}

export function offerLargeType(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-large-type]")) return;
    // Without this script the button sends its form, and the server sets the same cookie.
    event.preventDefault();
    const on = !root.classList.contains("large-type");
    document.cookie = `large-type=${on ? "1" : "0"}; path=/; max-age=${YEAR}; samesite=lax`;
    show(on);
  });
}
