/** Photos of a form: made smaller before they travel, shown, removable. */

import { onArrival } from "./arrive";
import { element } from "./elements";
import { say } from "./words";

const QUALITY = 0.85;
const SMALL_ENOUGH = 400_000;

/** The photo with its longer edge at most `edge` pixels; the file itself where that gains nothing or it cannot be drawn. */
async function shrunk(file: File, edge: number): Promise<File> {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= SMALL_ENOUGH) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg", lastModified: file.lastModified });
}

function setUp(input: HTMLInputElement): void {
  const edge = Number(input.dataset["maxEdge"]) || 1920;
  const most = Number(input.dataset["maxCount"]) || 6;
  const strip = document.querySelector<HTMLElement>(input.dataset["preview"] ?? "");
  let chosen: File[] = [];

  const hand = (): void => {
    const transfer = new DataTransfer();
    chosen.forEach((file) => transfer.items.add(file));
    input.files = transfer.files;
    strip?.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    strip?.replaceChildren(...chosen.map(shown));
  };
  const shown = (file: File): HTMLElement => {
    const remove = element("button", { type: "button", class: "photo-remove", "aria-label": say("photoRemove") });
    remove.append(element("i", { class: "bi bi-x-lg", "aria-hidden": "true" }));
    remove.addEventListener("click", () => {
      chosen = chosen.filter((other) => other !== file);
      hand();
    });
    return element("li", {}, element("img", { src: URL.createObjectURL(file), alt: file.name }), remove);
  };
  const note = (text: string): void => {
    const place = strip?.parentElement?.querySelector("[data-photo-note]");
    if (place) place.textContent = text;
  };

  input.addEventListener("change", () => {
    const fresh = [...(input.files ?? [])];
    const room = Math.max(0, most - chosen.length);
    note(fresh.length > room ? say("photoTooMany", { n: most }) : "");
    const submit = [...(input.form?.querySelectorAll<HTMLButtonElement>("[type=submit]") ?? [])].filter((button) => !button.disabled);
    submit.forEach((button) => (button.disabled = true));
    void Promise.all(fresh.slice(0, room).map((file) => shrunk(file, edge)))
      .then((files) => {
        chosen = [...chosen, ...files];
        hand();
      })
      .finally(() => submit.forEach((button) => (button.disabled = false)));
  });
}

export function preparePhotos(): void {
  onArrival<HTMLInputElement>("input[type=file][data-photos]", setUp);
}
