/** The checks owed today, and a check: a big button for each item, a picture and a word for what is wrong. */
import { useState } from "preact/hooks";

import type { World } from "./app.tsx";
import { useSaving, useWhere } from "./cases.tsx";
import { put, type NewPhoto } from "./outbox.ts";
import { Choice, Page, Photos } from "./parts.tsx";
import type { Duty, KitThere } from "./shapes.ts";
import { t } from "./words.ts";

/** The points whose check lies in the outbox already, whatever the server has heard of it. */
function checkedHere(world: World): Set<string> {
  const mine = world.lines.filter((line) => line.envelope.kind === "check" && line.state !== "refused");
  return new Set(mine.map((line) => String(line.envelope.body["point"])));
}

export function Duties({ world, duties }: { world: World; duties: Duty[] }) {
  if (duties.length === 0) return null;
  const done = checkedHere(world);
  const open = duties.filter((one) => !one.done && !done.has(one.point));
  return (
    <>
      <h2>{t("今天要检查的部位:{n} 处未完成", "Places to check today: {n} left", { n: open.length })}</h2>
      {open.map((one) => (
        <button class="card" key={one.id} onClick={() => world.go("check", one.point)}>
          <b>{one.weather && <span class="late">{t("天气预警 ", "Weather ")}</span>}{one.name}</b>
          <span class="quiet">{one.why}{!one.own && ` · ${t("本网格", "of the grid")}`}</span>
        </button>
      ))}
      {open.length < duties.length && <p class="done">{t("已完成 {n} 处", "{n} done", { n: duties.length - open.length })}</p>}
    </>
  );
}

export function Kit({ kit }: { kit: KitThere[] }) {
  if (kit.length === 0) return null;
  const today = new Date().toLocaleDateString("sv");
  return (
    <section class="card">
      <b>{t("救生消防器材", "Kit")}</b>
      {kit.map((one) => {
        const over = one.until !== null && one.until <= today;
        return (
          <p key={one.title + one.spot} class={one.gap || over ? "late" : ""}>
            {one.title} <span class="quiet">{one.spot}</span> {one.gap || (over ? t("已过期", "Expired") : one.until && t("到 {day}", "until {day}", { day: one.until }))}
          </p>
        );
      })}
    </section>
  );
}

export function CheckPage({ world, id }: { world: World; id: string }) {
  const point = world.packet?.points.find((one) => one.id === id);
  const duty = world.packet?.duties.find((one) => one.point === id);
  const items = world.packet?.checklists[point?.kind ?? duty?.kind ?? "other"] ?? [];
  const [seen, setSeen] = useState<Record<string, string>>({});
  const [remarks, setRemarks] = useState<Record<string, string>>({});
  const [remark, setRemark] = useState("");
  const [photos, setPhotos] = useState<NewPhoto[]>([]);
  const [where, looking] = useWhere();
  const left = items.filter(([code]) => !seen[code]).length;
  const bad = items.some(([code]) => seen[code] === "bad");
  const name = point?.name ?? duty?.name ?? "";
  const back = (): void => (duty ? world.go("cases") : world.go("point", id));
  const [error, save, busy] = useSaving(async () => {
    if (left) throw new Error(t("还有 {n} 项没有看,请逐项点选。", "{n} items are not answered yet.", { n: left }));
    const said = Object.fromEntries(items.map(([code]) => [code, { result: seen[code], ...(remarks[code]?.trim() ? { remark: remarks[code].trim() } : {}) }]));
    const body = { point: id, seen: said, ...(remark.trim() ? { remark: remark.trim() } : {}) };
    await put("check", body, t("检查:{name}", "Check: {name}", { name }), { position: where, photos, target: "check" });
    world.go(duty ? "cases" : "outbox");
    void world.changed();
  });
  const options: [string, string][] = [["ok", t("正常", "In order")], ["bad", t("有问题", "Wrong")], ["fixed", t("当场整改", "Put right")], ["none", t("不涉及", "Not here")]];
  return (
    <Page title={t("检查:{name}", "Check: {name}", { name })} back={back}>
      {duty?.why && <p class={duty.weather ? "late" : "quiet"}>{duty.why}</p>}
      <Kit kit={world.packet?.at_points[id]?.kit ?? []} />
      {items.map(([code, title]) => (
        <section class="card" key={code}>
          <b>{title}</b>
          <Choice label={title} options={options} value={seen[code] ?? ""} set={(value) => setSeen({ ...seen, [code]: value })} />
          {(seen[code] === "bad" || seen[code] === "fixed") && (
            <>
              <label for={`remark-${code}`}>{t("什么问题", "What is wrong")}</label>
              <input id={`remark-${code}`} maxLength={120} value={remarks[code] ?? ""} onInput={(event) => setRemarks({ ...remarks, [code]: event.currentTarget.value })} />
            </>
          )}
        </section>
      ))}
      {left > 0 && left < items.length && <div class="row"><button onClick={() => setSeen({ ...Object.fromEntries(items.map(([code]) => [code, "ok"])), ...seen })}>{t("其余 {n} 项都正常", "The other {n} are in order", { n: left })}</button></div>}
      {bad && <p class="late">{t("有问题的,发送后自动转为隐患事项。", "What is wrong becomes a hazard when it is sent.")}</p>}
      <Photos photos={photos} phase="before" add={(more) => setPhotos([...photos, ...more])} />
      <label for="check-remark">{t("情况说明(可不填)", "Remark (if any)")}</label>
      <textarea id="check-remark" class="short" value={remark} maxLength={1000} onInput={(event) => setRemark(event.currentTarget.value)} />
      <p class="quiet" role="status">{looking ? t("正在定位……", "Looking for the position…") : where ? t("已定位,误差约 {n} 米", "Position found, about {n} m", { n: where.accuracy }) : t("没有定位,检查仍可发送。", "No position; the check can be sent all the same.")}</p>
      <p class="error" role="alert">{error}</p>
      <button class="first save" disabled={busy} onClick={save}>{t("完成检查", "Send the check")}</button>
    </Page>
  );
}
