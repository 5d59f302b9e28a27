/** The ten seconds in which a decision can be taken back. */

import { onArrival } from "./arrive";

export function countDownUndo(): void {
  onArrival("[data-undo-seconds]", (bar) => {
    const end = Date.now() + Number(bar.dataset["undoSeconds"]) * 1000;
    const shown = bar.querySelector("[data-undo-count]");
    const tick = (): void => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (shown) shown.textContent = String(Math.max(0, left));
      if (left > 0 && bar.isConnected) return;
      window.clearInterval(timer);
      bar.dispatchEvent(new CustomEvent("bihuan:undo-over", { bubbles: true }));
      bar.remove();
    };
    const timer = window.setInterval(tick, 250);
    tick();
  });
}
