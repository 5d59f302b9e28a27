/** Short messages at the corner, among them what htmx could not do. */

import { onArrival } from "./arrive";
import { element } from "./elements";
import { say } from "./words";

function place(): HTMLElement {
  const found = document.getElementById("messages");
  if (found) return found;
  const made = element("div", { id: "messages", class: "messages", "aria-live": "polite" });
  document.body.append(made);
  return made;
}

export function tell(text: string, tone: "info" | "danger" = "info"): void {
  const close = element("button", { type: "button", class: "btn-close", "aria-label": say("close") });
  const message = element("div", { class: `alert alert-${tone} message`, role: tone === "danger" ? "alert" : "status" }, text, close);
  if (tone === "info") message.dataset["dismissAfter"] = "6";
  close.addEventListener("click", () => message.remove());
  place().append(message);
  if (tone === "info") dismissLater(message);
}

function dismissLater(message: HTMLElement): void {
  const seconds = Number(message.dataset["dismissAfter"]);
  if (!(seconds > 0)) return;
  const timer = window.setInterval(() => {
    if (message.matches(":hover, :focus-within")) return;
    window.clearInterval(timer);
    message.remove();
  }, seconds * 1000);
}

export function showMessages(): void {
  onArrival("[data-dismiss-after]", dismissLater);
  document.addEventListener("htmx:sendError", () => tell(say("offline"), "danger"));
  document.addEventListener("htmx:timeout", () => tell(say("offline"), "danger"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr.status;
    const text = status === 401 ? say("signedOut") : status >= 500 ? say("serverFailed") : say("refused", { n: status });
    tell(text, "danger");
  });
}
