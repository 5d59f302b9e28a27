/**
 * Ctrl+Enter (⌘+Enter) sends the form somebody is typing in; on the desk no hand leaves the keyboard. With Shift it is sent by
 * the button marked data-send-on, whose name and value go along.
 */

export function sendByKey(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
    const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>("form[data-send-key]") : null;
    const only = form ?? (event.target === document.body ? document.querySelector<HTMLFormElement>("form[data-send-key]") : null);
    if (!only) return;
    event.preventDefault();
    only.requestSubmit(event.shiftKey ? only.querySelector<HTMLButtonElement>("button[data-send-on]") : null);
  });
}
