/** A day's work for a campaign: people, machines, spots, by big plus and minus. */
import { useState } from "preact/hooks";

import type { World } from "./app.tsx";
import { useSaving, useWhere } from "./cases.tsx";
import { put } from "./outbox.ts";
import { Page } from "./parts.tsx";
import { t } from "./words.ts";

function Count({ id, label, value, set }: { id: string; label: string; value: number; set: (value: number) => void }) {
  return (
    <div class="count">
      <label for={id}>{label}</label>
      <button type="button" aria-label={t("{name} 减一", "{name} less", { name: label })} onClick={() => set(Math.max(0, value - 1))}>−</button>
      <input id={id} inputMode="numeric" value={value || ""} placeholder="0" onInput={(event) => set(Math.min(5000, Number(event.currentTarget.value.replace(/\D/g, "")) || 0))} />
      <button type="button" aria-label={t("{name} 加一", "{name} more", { name: label })} onClick={() => set(Math.min(5000, value + 1))}>+</button>
    </div>
  );
}

export function WorkForm({ world, id }: { world: World; id: string }) {
  const campaign = world.packet?.campaigns.find((one) => one.id === id);
  const areas = world.packet?.areas.filter((one) => campaign?.areas.includes(one.id)) ?? [];
  const [area, setArea] = useState(areas[0]?.id ?? "");
  const [kind, setKind] = useState("corners");
  const [numbers, setNumbers] = useState<Record<string, number>>({});
  const [remark, setRemark] = useState("");
  const [where] = useWhere();
  const groups: [string, string][] = [["welfare", t("公益岗", "Welfare posts")], ["volunteers", t("志愿者", "Volunteers")], ["members", t("党员", "Party members")], ["cadres", t("干部", "Cadres")], ["others", t("其他人员", "Others")]];
  const work: [string, string][] = [["machine_shifts", t("机械(台次)", "Machine shifts")], ["truck_runs", t("车辆(辆次)", "Truck runs")], ["spots_cleared", t("清理(处)", "Spots cleared")]];
  const places: [string, string][] = [["river_spots", t("其中河道", "of these: rivers")], ["road_spots", t("其中道路", "of these: roads")], ["yard_spots", t("其中房前屋后", "of these: yards")], ["field_spots", t("其中田间地头", "of these: fields")]];
  const of = (key: string): number => numbers[key] ?? 0;
  const [error, save, busy] = useSaving(async () => {
    if ([...groups, ...work].every(([key]) => !of(key))) throw new Error(t("请至少填写一项。", "Please fill in at least one."));
    if (places.reduce((sum, [key]) => sum + of(key), 0) > of("spots_cleared")) throw new Error(t("河道、道路等几项相加超过了清理总处数,请核对。", "The places add up to more than the spots cleared."));
    const filled = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value > 0));
    await put("work_log", { campaign: id, area, kind, ...filled, ...(remark.trim() ? { remark: remark.trim() } : {}) }, t("工作日志:{name}", "Work log: {name}", { name: campaign?.name ?? "" }), { position: where });
    world.go("outbox");
    void world.changed();
  });
  const rows = (pairs: [string, string][]) => pairs.map(([key, label]) => <Count key={key} id={key} label={label} value={of(key)} set={(value) => setNumbers({ ...numbers, [key]: value })} />);
  if (!campaign) return <Page title={t("工作日志", "Work log")} back={() => world.go("cases")}><p>{t("这项行动已经结束。", "This campaign is over.")}</p></Page>;
  return (
    <Page title={t("今天的工作:{name}", "Today's work: {name}", { name: campaign.name })} back={() => world.go("cases")}>
      <p class="quiet">{campaign.goal}</p>
      <label for="work-area">{t("村(网格)", "Village or grid")}</label>
      <select id="work-area" value={area} onChange={(event) => setArea(event.currentTarget.value)}>{areas.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</select>
      <label for="work-kind">{t("清理内容", "What was cleared")}</label>
      <select id="work-kind" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>{(world.packet?.round_words.work ?? []).map(([key, label]) => <option key={key} value={key}>{label}</option>)}</select>
      <h2>{t("出动人员:{n} 人次", "People: {n} person-times", { n: groups.reduce((sum, [key]) => sum + of(key), 0) })}</h2>
      {rows(groups)}
      <h2>{t("机械、清理", "Machines and spots")}</h2>
      {rows(work)}
      {of("spots_cleared") > 0 && rows(places)}
      <label for="work-remark">{t("备注(可不填)", "Remark (if any)")}</label>
      <input id="work-remark" value={remark} maxLength={200} onInput={(event) => setRemark(event.currentTarget.value)} />
      <p class="error" role="alert">{error}</p>
      <button class="first save" disabled={busy} onClick={save}>{t("发送", "Send")}</button>
    </Page>
  );
}
