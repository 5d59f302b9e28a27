/** Before one knocks: place points and households with what is open there; and the map of one's grids. */
import { useEffect, useRef, useState } from "preact/hooks";

import type { World } from "./app.tsx";
import { call, put } from "./outbox.ts";
import { Open, Page } from "./parts.tsx";
import { whereAmI } from "./place.ts";
import type { Section } from "./shapes.ts";
import { t } from "./words.ts";

export function MapPage({ world }: { world: World }) {
  const ground = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let end = (): void => undefined;
    let gone = false;
    void import("./map.ts").then(({ drawMap }) => {
      if (!gone && ground.current && world.packet) end = drawMap(ground.current, world.packet, (id) => world.go("case", id), (id) => world.go("point", id));
    });
    return () => {
      gone = true;
      end();
    };
  }, []);
  return (
    <Page title={t("巡查:网格地图", "Patrol: map of the grid")} back={() => world.go("home")}>
      <div class="map" ref={ground} />
      <p class="quiet">{t("红点是未办结事项,橙点是有未了之事的部位;点一下打开。巡查轨迹请在电脑端登记,发现问题用“上报”。", "Red: open matters; orange: places where something is open. Tap to open. Tracks are entered on the desk; report what you find.")}</p>
      <button class="first" onClick={() => world.go("report")}>{t("上报", "Report")}</button>
    </Page>
  );
}

export function Visit({ world }: { world: World }) {
  const [asked, setAsked] = useState("");
  const points = (world.packet?.points ?? []).filter((one) => (one.name + one.address).includes(asked));
  const homes = (world.packet?.households ?? []).filter((one) => (one.number + one.head + one.address).includes(asked));
  return (
    <Page title={t("走访:敲门之前", "Visit: before you knock")} back={() => world.go("home")}>
      <label for="asked">{t("店名、部位、户编号", "Shop, place or household number")}</label>
      <input id="asked" type="search" value={asked} onInput={(event) => setAsked(event.currentTarget.value)} />
      <p class="quiet">{t("在这里查看有什么未了之事;走访记录请在电脑端登记。", "See here what is open; visits are recorded on the desk.")}</p>
      {points.slice(0, 60).map((one) => (
        <button class="card" key={one.id} onClick={() => world.go("point", one.id)}>
          <b>{one.name}</b>
          <span class="quiet">{one.kind_title} · {one.area_name} {one.address}</span>
          {one.open.length > 0 && <span class="late"> {one.open.map((section) => `${section.title} ${section.items.length}`).join(" · ")}</span>}
        </button>
      ))}
      {homes.slice(0, 60).map((one) => (
        <section class="card" key={one.id}>
          <b>{one.number} {one.head}</b>
          <span class="quiet">{one.address} · {t("{n} 人", "{n} people", { n: one.people })}</span>
          <Open sections={one.open} />
        </section>
      ))}
    </Page>
  );
}

export function PointPage({ world, id }: { world: World; id: string }) {
  const one = world.packet?.points.find((found) => found.id === id);
  const [fresh, setFresh] = useState<Section[] | null>(null);
  const [values, setValues] = useState({ name: one?.name ?? "", address: one?.address ?? "", risk: one?.risk ?? "" });
  useEffect(() => {
    call(world.session, "GET", `things/place_point/${id}`).then(async (answer) => setFresh(((await answer.json()) as { open: Section[] }).open)).catch(() => undefined);
  }, []);
  if (!one) return <Page title={t("部位", "Place")} back={() => world.go("visit")}><p>{t("没有这个部位的数据。", "Nothing is known of this place.")}</p></Page>;
  const changes = (["name", "address", "risk"] as const).filter((field) => values[field] !== one[field]).map((field) => ({ field, base: one.version, value: values[field] }));
  const save = async (): Promise<void> => {
    await put("edit", { thing: "place_point", id, changes }, t("修改:{name}", "Edit: {name}", { name: one.name }), { position: await whereAmI(2) });
    world.go("outbox");
    void world.changed();
  };
  return (
    <Page title={one.name} back={() => world.go("visit")}>
      <p class="quiet">{one.kind_title} · {one.area_name} · {one.risk_title} {one.warden && `· ${t("责任人", "Warden")} ${one.warden}`}</p>
      <Open sections={fresh ?? one.open} />
      <button class="first" onClick={() => world.go("report", id)}>{t("在这里上报", "Report here")}</button>
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
