/** A place point: what is open there, its kit, when it was seen; checked, reported on and corrected from here. */
import { useEffect, useState } from "preact/hooks";

import type { World } from "./app.tsx";
import { Kit } from "./checks.tsx";
import { call, put } from "./outbox.ts";
import { Open, Page, seenSaid } from "./parts.tsx";
import { whereAmI } from "./place.ts";
import type { Section } from "./shapes.ts";
import { t } from "./words.ts";

export function PointPage({ world, id }: { world: World; id: string }) {
  const one = world.packet?.points.find((found) => found.id === id);
  const [fresh, setFresh] = useState<Section[] | null>(null);
  const [values, setValues] = useState({ name: one?.name ?? "", address: one?.address ?? "", risk: one?.risk ?? "" });
  useEffect(() => {
    call(world.session, "GET", `things/place_point/${id}`).then(async (answer) => setFresh(((await answer.json()) as { open: Section[] }).open)).catch(() => undefined);
  }, []);
  if (!one) return <Page title={t("部位", "Place")} back={() => world.go("visit")}><p>{t("没有这个部位的数据。", "Nothing is known of this place.")}</p></Page>;
  const there = world.packet?.at_points[id];
  const changes = (["name", "address", "risk"] as const).filter((field) => values[field] !== one[field]).map((field) => ({ field, base: one.version, value: values[field] }));
  const save = async (): Promise<void> => {
    await put("edit", { thing: "place_point", id, changes }, t("修改:{name}", "Edit: {name}", { name: one.name }), { position: await whereAmI(2) });
    world.go("outbox");
    void world.changed();
  };
  return (
    <Page title={one.name} back={() => world.go("visit")}>
      <p class="quiet">{one.kind_title} · {one.area_name} · {one.risk_title} {one.warden && `· ${t("责任人", "Warden")} ${one.warden}`}</p>
      <p class="quiet">{seenSaid(there?.seen)}</p>
      {there?.check && <button class="first" onClick={() => world.go("check", id)}>{t("开始检查", "Begin the check")}</button>}
      <Kit kit={there?.kit ?? []} />
      <Open sections={fresh ?? one.open} />
      <div class="row"><button onClick={() => world.go("report", id)}>{t("在这里上报", "Report here")}</button></div>
      {one.edit && (
        <>
          <h2>{t("修改登记", "Edit")}</h2>
          <label for="name">{t("名称", "Name")}</label>
          <input id="name" value={values.name} maxLength={80} onInput={(event) => setValues({ ...values, name: event.currentTarget.value })} />
          <label for="address">{t("位置", "Where")}</label>
          <input id="address" value={values.address} maxLength={200} onInput={(event) => setValues({ ...values, address: event.currentTarget.value })} />
          <label for="risk">{t("风险等级", "Risk")}</label>
          <select id="risk" value={values.risk} onChange={(event) => setValues({ ...values, risk: event.currentTarget.value })}>
            {world.packet?.words.risks.map(([key, label]) => <option key={key} value={key}>{label}</option>)}
          </select>
          <div class="row"><button disabled={changes.length === 0} onClick={() => void save()}>{t("保存修改", "Save changes")}</button></div>
        </>
      )}
    </Page>
  );
}
