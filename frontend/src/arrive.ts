/** Runs a set-up for each element that matches, now and whenever htmx brings new ones. */

type SetUp<E extends Element> = (element: E) => void;

const setUps: Array<[string, SetUp<Element>]> = [];
const seen = new WeakMap<Element, Set<SetUp<Element>>>();

function visit(element: Element, setUp: SetUp<Element>): void {
  const done = seen.get(element) ?? new Set();
  if (done.has(setUp)) return;
  done.add(setUp);
  seen.set(element, done);
  setUp(element);
}

function visitWithin(root: Element, selector: string, setUp: SetUp<Element>): void {
  if (root.matches(selector)) visit(root, setUp);
  root.querySelectorAll(selector).forEach((element) => visit(element, setUp));
}

export function onArrival<E extends Element = HTMLElement>(selector: string, setUp: SetUp<E>): void {
  setUps.push([selector, setUp as SetUp<Element>]);
  visitWithin(document.documentElement, selector, setUp as SetUp<Element>);
}

document.addEventListener("htmx:load", (event) => {
  if (!(event.target instanceof Element)) return;
  for (const [selector, setUp] of setUps) visitWithin(event.target, selector, setUp);
});
