/** Before one knocks, and the visit itself in one minute. */
import { useEffect, useState } from "preact/hooks";

import type { World } from "./app.tsx";
import { useSaving, useWhere } from "./cases.tsx";
import { call, put } from "./outbox.ts";
import { Choice, daysSince, Open, Page, seenSaid } from "./parts.tsx";
import type { Household, Section } from "./shapes.ts";
import { t } from "./words.ts";

/** How urgent a visit is: the share of the interval that has passed; never visited first. */
function pressing(world: World, one: Household): number {
  const at = world.packet?.at_homes[one.id];
  const days = daysSince(at?.visited);
  return days === null ? 1_000 - (at?.every ?? 0) / 1_000 : days / (at?.every ?? 180);
}

export function Visit({ world }: { world: World }) {
  const [asked, setAsked] = useState("");
  const [what, setWhat] = useState("homes");
  const points = (world.packet?.points ?? []).filter((one) => (one.name + one.address + one.kind_title).includes(asked));
  const homes = (world.packet?.households ?? []).filter((one) => (one.number + one.head + one.address).includes(asked)).sort((a, b) => pressing(world, b) - pressing(world, a));
  const needs = new Map(world.packet?.round_words.needs);
  return (
    <Page title={t("走访:敲门之前", "Visit: before you knock")} back={() => world.go("home")}>
      <label for="asked">{t("店名、部位、户编号、户主", "Shop, place, household number or head")}</label>
      <input id="asked" type="search" value={asked} onInput={(event) => setAsked(event.currentTarget.value)} />
      <Choice label={t("看什么", "What")} value={what} set={setWhat} options={[["homes", t("住户 {n}", "Households {n}", { n: homes.length })], ["points", t("店铺、部位 {n}", "Shops, places {n}", { n: points.length })]]} />
      {what === "homes" && homes.slice(0, 60).map((one) => {
        const at = world.packet?.at_homes[one.id];
        return (
          <button class="card" key={one.id} onClick={() => world.go("household", one.id)}>
            <b>{at?.due && <span class="late">{t("该走访 ", "Due ")}</span>}{one.head || one.number}</b>
            <span class="quiet">{one.head && `${one.number} · `}{one.address} · {seenSaid(at?.visited)}{one.needs.length > 0 && ` · ${one.needs.map((need) => needs.get(need) ?? need).join("、")}`}</span>
            {one.open.length > 0 && <span class="late"> {one.open.map((section) => `${section.title} ${section.items.length}`).join(" · ")}</span>}
          </button>
        );
      })}
      {what === "points" && points.slice(0, 60).map((one) => (
        <button class="card" key={one.id} onClick={() => world.go("point", one.id)}>
          <b>{one.name}</b>
          <span class="quiet">{one.kind_title} · {one.area_name} {one.address} · {seenSaid(world.packet?.at_points[one.id]?.seen)}</span>
          {one.open.length > 0 && <span class="late"> {one.open.map((section) => `${section.title} ${section.items.length}`).join(" · ")}</span>}
        </button>
      ))}
      {(what === "homes" ? homes : points).length === 0 && <p>{t("没有找到。", "Nothing found.")}</p>}
    </Page>
  );
}

export function HomePage({ world, id }: { world: World; id: string }) {
  const one = world.packet?.households.find((found) => found.id === id);
  const at = world.packet?.at_homes[id];
  const [fresh, setFresh] = useState<Section[] | null>(null);
  useEffect(() => {
    call(world.session, "GET", `things/household/${id}`).then(async (answer) => setFresh(((await answer.json()) as { open: Section[] }).open)).catch(() => undefined);
  }, []);
  if (!one) return <Page title={t("户", "Household")} back={() => world.go("visit")}><p>{t("没有这一户的数据。", "Nothing is known of this household.")}</p></Page>;
  const needs = new Map(world.packet?.round_words.needs);
  return (
    <Page title={`${one.head} ${one.number}`} back={() => world.go("visit")}>
      <p class="quiet">{one.address} · {t("{n} 人", "{n} people", { n: one.people })}</p>
      {one.needs.length > 0 && <p>{t("重点关爱:", "Care: ")}{one.needs.map((need) => needs.get(need) ?? need).join("、")}</p>}
      <p class={at?.due ? "late" : "quiet"}>{seenSaid(at?.visited)}{at && t(",每 {n} 天走访一次", "; a visit every {n} days", { n: at.every })}</p>
      <Open sections={fresh ?? one.open} />
      {at?.visit && <button class="first" onClick={() => world.go("visitform", id)}>{t("记一次走访", "Record a visit")}</button>}
    </Page>
  );
}

export function VisitForm({ world, id }: { world: World; id: string }) {
  const one = world.packet?.households.find((found) => found.id === id);
  const words = world.packet?.round_words;
  const [heard, setHeard] = useState("");
  const [met, setMet] = useState("");
  const [way, setWay] = useState("home");
  const [onward, setOnward] = useState("");
  const [cares, setCares] = useState<string[]>([]);
  const [where] = useWhere();
  const [error, save, busy] = useSaving(async () => {
    if (!heard.trim()) throw new Error(t("请说一句听到了什么。", "Please say what you heard."));
    const body = { household: id, heard: heard.trim(), way, onward, ...(met.trim() ? { met: met.trim() } : {}), ...(cares.length ? { cares } : {}) };
    await put("visit", body, t("走访:{name}", "Visit: {name}", { name: one?.number ?? "" }), { position: where });
    world.go("outbox");
    void world.changed();
  });
  return (
    <Page title={t("走访:{name}", "Visit: {name}", { name: one?.head || one?.number || "" })} back={() => world.go("household", id)}>
      <label for="heard">{t("听到什么", "What you heard")}</label>
      <textarea id="heard" value={heard} maxLength={2000} onInput={(event) => setHeard(event.currentTarget.value)} />
      <p class="quiet">{t("点输入法的话筒,像跟人说话一样说;加密保存。", "Tap the microphone of your keyboard and speak; it is kept encrypted.")}</p>
      <label>{t("接着怎么办", "What then")}</label>
      <Choice label={t("接着怎么办", "What then")} value={onward} set={setOnward} options={[["", t("只记下", "Only note it")], ["case", t("转为事项", "Make it a case")], ["matter", t("列为惠民实事", "A benefit matter")]]} />
      {world.packet?.care && words && (
        <details>
          <summary>{t("看出需要关爱的", "Needs that you noticed")}{cares.length > 0 && `(${cares.length})`}</summary>
          {words.needs.map(([key, label]) => (
            <label class="check" key={key}><input type="checkbox" checked={cares.includes(key)} onChange={(event) => setCares(event.currentTarget.checked ? [...cares, key] : cares.filter((it) => it !== key))} />{label}</label>
          ))}
        </details>
      )}
      <label for="met">{t("见到谁(可不填)", "Whom you met (if any)")}</label>
      <input id="met" value={met} maxLength={40} onInput={(event) => setMet(event.currentTarget.value)} />
      <label>{t("方式", "How")}</label>
      <Choice label={t("方式", "How")} value={way} set={setWay} options={words?.ways ?? []} />
      <p class="error" role="alert">{error}</p>
      <button class="first save" disabled={busy} onClick={save}>{t("记下", "Save the visit")}</button>
    </Page>
  );
}
