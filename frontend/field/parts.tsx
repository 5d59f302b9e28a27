/** Parts that several pages share. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { NewPhoto, Shown } from "./outbox.ts";
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

/** The outbox in a line. */
export function summary(lines: Shown[]): string {
  const count = (state: string): number => lines.filter((line) => line.state === state).length;
  const parts = [t("{n} 条待发", "{n} waiting", { n: count("waiting") }), t("{n} 条已送达", "{n} sent", { n: count("sent") })];
  const photos = lines.reduce((sum, line) => sum + line.photosLeft, 0);
  if (photos) parts.push(t("{n} 张照片待传", "{n} photographs waiting", { n: photos }));
  if (count("conflict")) parts.push(t("{n} 条要您决定", "{n} for you to settle", { n: count("conflict") }));
  if (count("refused")) parts.push(t("{n} 条被退回", "{n} refused", { n: count("refused") }));
  return parts.join(t(",", ", "));
}

/** Days between a day (YYYY-MM-DD) and today; null when it was never. */
export function daysSince(day: string | null | undefined): number | null {
  return day ? Math.max(0, Math.round((new Date(new Date().toDateString()).getTime() - new Date(`${day}T00:00`).getTime()) / 86_400_000)) : null;
}

export function seenSaid(day: string | null | undefined): string {
  const days = daysSince(day);
  return days === null ? t("还没有人去过", "Nobody was there yet") : days === 0 ? t("今天去过", "Seen today") : t("{n} 天没人去", "Unseen for {n} days", { n: days });
}

/** One of a few answers, each a big button. */
export function Choice({ label, options, value, set }: { label: string; options: [string, string][]; value: string; set: (value: string) => void }) {
  return (
    <div class="choice" role="radiogroup" aria-label={label}>
      {options.map(([key, said]) => (
        <button key={key} type="button" role="radio" aria-checked={value === key} class={`${value === key ? "on" : ""} ${key}`} onClick={() => set(key)}>{said}</button>
      ))}
    </div>
  );
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
