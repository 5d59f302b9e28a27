/** The tour of the first sign-in: one card that goes from thing to thing, by button or by the arrow keys. */

import { isVisible } from "./elements";

const GAP = 12;

function targets(): Array<[HTMLElement, string]> {
  return [...document.querySelectorAll<HTMLElement>("[data-tour-at]")].flatMap((step): Array<[HTMLElement, string]> => {
    const found = document.querySelector<HTMLElement>(step.dataset["tourAt"] ?? "");
    const shown = found && isVisible(found) && getComputedStyle(found).visibility === "visible";
    return shown ? [[found, step.textContent ?? ""]] : [];
  });
}

/** Below what is pointed at, or above it where there is no room, and always whole within the window. */
function place(card: HTMLElement, target: HTMLElement): void {
  const at = target.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const below = at.bottom + GAP + height <= window.innerHeight;
  const top = below ? at.bottom + GAP : at.top - GAP - height;
  card.style.top = `${Math.max(GAP, Math.min(top, window.innerHeight - height - GAP))}px`;
  card.style.left = `${Math.max(GAP, Math.min(at.left, window.innerWidth - width - GAP))}px`;
}

export function offerTour(): void {
  const offer = document.querySelector<HTMLElement>("[data-tour-offer]");
  const card = document.querySelector<HTMLElement>("[data-tour-card]");
  if (!offer || !card) return;
  const done = offer.querySelector<HTMLFormElement>("[data-tour-done]");
  const next = card.querySelector<HTMLButtonElement>("[data-tour-next]");
  const onward = next?.textContent ?? "";
  let steps: Array<[HTMLElement, string]> = [];
  let index = 0;

  const clear = (): void => document.querySelectorAll(".tour-target").forEach((one) => one.classList.remove("tour-target"));
  const end = (): void => {
    clear();
    card.hidden = true;
    offer.remove();
  };
  const finish = (): void => {
    // Asked first, since the form leaves the page with the offer.
    done?.requestSubmit();
    window.setTimeout(end, 0);
  };
  const show = (): void => {
    const step = steps[index];
    if (!step) return finish();
    const [target, text] = step;
    clear();
    target.classList.add("tour-target");
    target.scrollIntoView({ block: "nearest" });
    card.hidden = false;
    card.querySelector("[data-tour-text]")?.replaceChildren(text);
    card.querySelector("[data-tour-count]")?.replaceChildren(`${index + 1} / ${steps.length}`);
    if (next) next.textContent = index === steps.length - 1 ? (next.dataset["last"] ?? onward) : onward;
    place(card, target);
    next?.focus();
  };
  offer.querySelector("[data-tour-start]")?.addEventListener("click", () => {
    steps = targets();
    index = 0;
    show();
  });
  offer.querySelector("[data-tour-decline]")?.addEventListener("click", finish);
  card.querySelector("[data-tour-end]")?.addEventListener("click", finish);
  next?.addEventListener("click", () => {
    index += 1;
    show();
  });
  card.addEventListener("keydown", (event) => {
    if (event.key === "Escape") finish();
    else if (event.key === "ArrowRight") {
      index += 1;
      show();
    } else if (event.key === "ArrowLeft" && index > 0) {
      index -= 1;
      show();
    }
  });
}
