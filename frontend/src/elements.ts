/** Making elements and asking what somebody is doing, in one line each. */

/** An element with attributes (text attributes only, never styles) and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Array<Node | string>
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Whether a key press goes into a field rather than to the page. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "reset"].includes(target.type);
}

export function isVisible(candidate: HTMLElement): boolean {
  return candidate.getClientRects().length > 0;
}

export function inputNamed(selector: string | undefined): HTMLInputElement | null {
  const found = selector ? document.querySelector(selector) : null;
  return found instanceof HTMLInputElement ? found : null;
}

/** Writes a value as if it had been typed, so that htmx, drafts and others notice. */
export function enter(input: HTMLInputElement, value: string): void {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The JSON of a script element by id, or of an address on this site. */
export async function jsonFrom(source: string): Promise<unknown> {
  if (/^[./]|^https?:/.test(source)) {
    const address = new URL(source, document.baseURI);
    if (address.origin !== location.origin) throw new Error(`not on this site: ${source}`);
    const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${source}: ${answer.status}`);
    return answer.json();
  }
  const text = document.getElementById(source)?.textContent;
  if (!text) throw new Error(`no JSON script with the id ${source}`);
  return JSON.parse(text);
}
