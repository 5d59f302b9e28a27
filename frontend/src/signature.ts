/** A name written with finger, pen or mouse: the drawing becomes the PNG of a file field. Without scripts the field takes a photo. */

import { onArrival } from "./arrive";
import { element } from "./elements";
import { say } from "./words";

const LINE = 2.6;
const INK = "#111";

type Point = { x: number; y: number };

/** The strokes drawn smoothly through the middles between their points. */
function draw(context: CanvasRenderingContext2D, strokes: Point[][]): void {
  context.lineWidth = LINE;
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = context.fillStyle = INK;
  for (const stroke of strokes) {
    const [first, ...others] = stroke;
    if (!first) continue;
    context.beginPath();
    context.moveTo(first.x, first.y);
    others.forEach((point, at) => {
      const next = others[at + 1] ?? point;
      context.quadraticCurveTo(point.x, point.y, (point.x + next.x) / 2, (point.y + next.y) / 2);
    });
    if (others.length === 0) context.lineTo(first.x + 0.1, first.y);
    context.stroke();
  }
}

function png(canvas: HTMLCanvasElement): File {
  const bytes = atob(canvas.toDataURL("image/png").split(",")[1] ?? "");
  const content = Uint8Array.from(bytes, (one) => one.charCodeAt(0));
  return new File([content], "signature.png", { type: "image/png" });
}

function setUp(input: HTMLInputElement): void {
  const canvas = element("canvas", { class: "signature-pad", role: "img", "aria-label": say("signHere") });
  const again = element("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, say("signAgain"));
  const hint = element("span", { class: "field-hint" }, say("signHere"));
  const pad = element("div", { class: "signature" }, canvas, element("div", { class: "signature-tools" }, again, hint));
  input.before(pad);
  input.classList.add("visually-hidden");
  input.tabIndex = -1;

  let strokes: Point[][] = [];
  let now: Point[] | null = null;

  const show = (): void => {
    const scale = window.devicePixelRatio || 1;
    const box = canvas.getBoundingClientRect();
    canvas.width = Math.round(box.width * scale);
    canvas.height = Math.round(box.height * scale);
    const context = canvas.getContext("2d");
    if (!context) return;
    context.scale(scale, scale);
    draw(context, strokes);
  };
  const hand = (): void => {
    const transfer = new DataTransfer();
    if (strokes.length) transfer.items.add(png(canvas));
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const at = (event: PointerEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    now = [at(event)];
    strokes.push(now);
    show();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!now) return;
    now.push(at(event));
    show();
  });
  const lift = (): void => {
    if (!now) return;
    now = null;
    hand();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  again.addEventListener("click", () => {
    strokes = [];
    show();
    hand();
  });
}

export function takeSignatures(): void {
  onArrival<HTMLInputElement>("input[type=file][data-signature]", setUp);
}
