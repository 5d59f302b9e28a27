/** htmx under a strict content policy, with personal data kept out of the browser's storage. */

import htmx from "htmx.org";

import { element } from "./elements";

Object.assign(htmx.config, {
  includeIndicatorStyles: false,
  allowEval: false,
  // What arrives answers keys at once, not twenty milliseconds later.
  defaultSettleDelay: 0,
  allowScriptTags: false,
  selfRequestsOnly: true,
  // Copying an element's style attribute over would be an inline style.
  attributesToSettle: ["class", "width", "height"],
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  timeout: 30_000,
  // A form that comes back with its errors (422), and a record that somebody else changed meanwhile (409), are shown in place.
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "(409|422)", swap: true, error: false },
    // Refusals in words (not allowed, not found, too large, too often, signed out) stand with the other messages.
    { code: "(401|403|404|413|429)", swap: true, error: false, target: "#messages", swapOverride: "beforeend" },
    { code: "[45]..", swap: false, error: true },
  ],
});

const bar = element("div", { class: "busy-bar", "aria-hidden": "true" });
let underWay = 0;

function busy(step: number): void {
  underWay = Math.max(0, underWay + step);
  bar.classList.toggle("is-busy", underWay > 0);
}

document.body.append(bar);
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.defaultPrevented) return;
  if (event.target instanceof HTMLFormElement) {
    // Two clicks are one request: while a form's request is under way, a second is dropped.
    if (event.target.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    event.target.setAttribute("aria-busy", "true");
  }
  busy(1);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target instanceof HTMLFormElement) event.target.removeAttribute("aria-busy");
  busy(-1);
});
