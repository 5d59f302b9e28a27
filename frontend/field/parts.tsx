/** Parts that several pages share. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { NewPhoto } from "./outbox.ts";
import type { Section } from "./shapes.ts";
import { t } from "./words.ts";

export function Page({ title, back, children }: { title: string; back?: () => void; children: ComponentChildren }) {
  return (
    <>
      <header>
        {back && <button onClick={back}>{t("返回", "Back")}</button>}
        <h1>{title}</h1>
      </header>
      <main>{children}</main>
    </>
  );
}

export function when(iso: string | null): string {
  return iso ? new Date(iso).toLocaleString(document.documentElement.lang === "en" ? "en" : "zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" }) : "";
}

/** What is open at a thing, room by room: read before one knocks. */
export function Open({ sections }: { sections: Section[] }) {
  if (sections.length === 0) return <p class="quiet">{t("没有未了的事。", "Nothing is open here.")}</p>;
  return (
    <>
      {sections.map((section) => (
        <section class="card" key={section.title}>
          <b>{section.title}({section.items.length})</b>
          {section.items.map((item) => (
            <p key={item.title + item.at} class={item.late ? "late" : ""}>
              {item.title} · {item.state} <span class="quiet">{when(item.at)}</span>
            </p>
          ))}
        </section>
      ))}
    </>
  );
}

export function Photos({ photos, add, phase }: { photos: NewPhoto[]; add: (more: NewPhoto[]) => void; phase: string }) {
  const [urls, setUrls] = useState<string[]>([]);
  useEffect(() => {
    const made = photos.map((photo) => URL.createObjectURL(photo.file));
    setUrls(made);
    return () => made.forEach((url) => URL.revokeObjectURL(url));
  }, [photos]);
  const take = (event: Event): void => {
    const input = event.currentTarget as HTMLInputElement;
    add([...(input.files ?? [])].map((file) => ({ file, name: file.name || "photo.jpg", phase })));
    input.value = "";
  };
  return (
    <>
      <div class="thumbs">{urls.map((url) => <img key={url} src={url} alt={t("已添加的照片", "Added photograph")} />)}</div>
      <label class="button">
        <input class="file" type="file" accept="image/*" capture="environment" multiple onChange={take} />
        {t("拍照", "Take a photograph")}
      </label>
    </>
  );
}
