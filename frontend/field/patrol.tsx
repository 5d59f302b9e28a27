/** A patrol: begun in one's grid, check-ins at points and households on the way, ended; with the map of the grid. */
import { useEffect, useRef, useState } from "preact/hooks";

import type { World } from "./app.tsx";
import { useSaving, useWhere } from "./cases.tsx";
import { Page, seenSaid } from "./parts.tsx";
import { areaOf } from "./place.ts";
import { begin, end, forgetWalk, metres, stopAt, walk, withinHours } from "./track.ts";
import type { Walk } from "./shapes.ts";
import { t } from "./words.ts";

function Ground({ world }: { world: World }) {
  const ground = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let stop = (): void => undefined;
    let gone = false;
    void import("./map.ts").then(({ drawMap }) => {
      if (!gone && ground.current && world.packet) stop = drawMap(ground.current, world.packet, (id) => world.go("case", id), (id) => world.go("point", id));
    });
    return () => {
      gone = true;
      stop();
    };
  }, [world.packet]);
  return (
    <>
      <div class="map" ref={ground} />
      <p class="quiet legend">
        <span><i class="dot case" /> {t("未办结事项", "open case")}</span>
        <span><i class="dot due" /> {t("今天要查", "to check today")}</span>
        <span><i class="dot open" /> {t("有未了之事", "something open")}</span>
        <span><i class="dot" /> {t("部位", "place")}</span>
      </p>
    </>
  );
}

export function PatrolPage({ world }: { world: World }) {
  const [on, setOn] = useState<Walk | null>(null);
  const [, tick] = useState(0);
  const [where] = useWhere();
  const [remark, setRemark] = useState("");
  const { grids = [], hours = ["07:00", "19:00"] as [string, string], open = null } = world.packet?.patrol ?? {};
  const areas = world.packet?.areas.filter((one) => grids.includes(one.id)) ?? [];
  const [chosen, setChosen] = useState("");
  const area = areas.find((one) => one.id === chosen) ?? areaOf(areas, where) ?? [...areas].sort((a, b) => b.path.length - a.path.length)[0];
  useEffect(() => {
    void walk().then(setOn);
    const timer = setInterval(() => tick((n) => n + 1), 5_000);
    return () => clearInterval(timer);
  }, []);
  const working = withinHours(hours);
  const [error, start, busy] = useSaving(async () => {
    if (!area) throw new Error(t("没有可以巡查的网格。", "There is no grid of yours to patrol."));
    if (!withinHours(hours)) throw new Error(t("现在不是巡查时间({a}—{b}),不采集轨迹。", "Outside patrol hours ({a}–{b}); no track is taken.", { a: hours[0], b: hours[1] }));
    await begin(area, where, hours);
    setOn(await walk());
    void world.changed();
  });
  const [endError, finish, ending] = useSaving(async () => {
    await end(remark.trim());
    world.go("outbox");
    void world.changed();
  });
  const refused = on && world.lines.find((line) => line.id === on.id && line.state === "refused");
  const elsewhere = !on && open && !open.phone;
  return (
    <Page title={on ? t("正在巡查:{name}", "On patrol: {name}", { name: on.name }) : t("巡查", "Patrol")} back={() => world.go("home")}>
      {on ? (
        <>
          {refused && <p class="error" role="alert">{t("这次巡查没有被接收:", "This patrol was not taken: ")}{refused.why} <button class="danger" onClick={() => void forgetWalk().then(() => setOn(null))}>{t("放弃这次巡查", "Drop it")}</button></p>}
          <p class="card"><b>{t("{m} 分钟 · 约 {n} 米 · 签到 {k} 处", "{m} min · about {n} m · {k} check-ins", { m: Math.max(0, Math.round((Date.now() - new Date(on.at).getTime()) / 60_000)), n: Math.round(on.metres), k: on.stops.length })}</b>
            <span class="quiet">{working ? t("正在记录轨迹;结束巡查后不再记录。手机锁屏时可能停记。", "The track is being taken until you end the patrol; it may pause while the phone is locked.") : t("已过巡查时间,不再记录轨迹,请结束巡查。", "The hours are over and no track is taken any more; please end the patrol.")}</span>
          </p>
          <button class="first" onClick={() => world.go("checkin")}>{t("到点签到", "Check in")}</button>
          <div class="row"><button onClick={() => world.go("report")}>{t("发现问题,上报", "Report something")}</button></div>
        </>
      ) : (
        <>
          {areas.length > 1 && (
            <>
              <label for="grid">{t("网格", "Grid")}</label>
              <select id="grid" value={area?.id ?? ""} onChange={(event) => setChosen(event.currentTarget.value)}>{areas.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</select>
            </>
          )}
          {elsewhere && <p class="late">{t("您在电脑上还有一次巡查没有结束。", "A patrol that you began on the desk is still open.")}</p>}
          <p class="error" role="alert">{error}</p>
          {areas.length > 0 && <button class="first" disabled={busy} onClick={start}>{t("开始巡查", "Begin the patrol")}<small>{area?.name}</small></button>}
          <p class="quiet">{t("只在巡查期间、{a}—{b} 内记录轨迹,到期自动删除。", "A track is taken during a patrol only, {a}–{b}, and deleted in time.", { a: hours[0], b: hours[1] })}</p>
        </>
      )}
      <Ground world={world} />
      <div class="row"><button onClick={() => world.go("unseen")}>{t("哪里久没人去", "Unseen for long")}</button></div>
      {on && (
        <>
          <h2>{t("结束巡查", "End the patrol")}</h2>
          <label for="patrol-remark">{t("说明(可不填)", "Remark (if any)")}</label>
          <input id="patrol-remark" value={remark} maxLength={200} onInput={(event) => setRemark(event.currentTarget.value)} />
          <p class="error" role="alert">{endError}</p>
          <div class="row"><button class="wide" disabled={ending} onClick={finish}>{t("结束巡查", "End the patrol")}</button></div>
        </>
      )}
    </Page>
  );
}

/** Where one is: the nearest things of the grid first. */
export function CheckIn({ world }: { world: World }) {
  const [where, looking] = useWhere();
  const [asked, setAsked] = useState("");
  const [on, setOn] = useState<Walk | null>(null);
  const [error, setError] = useState("");
  useEffect(() => void walk().then(setOn), []);
  const path = world.packet?.areas.find((one) => one.id === on?.area)?.path ?? "";
  const inside = (area: string): boolean => world.packet?.areas.find((one) => one.id === area)?.path.startsWith(path) ?? false;
  const far = (one: { lat: number | null; lon: number | null }): number => (where && one.lat !== null && one.lon !== null ? metres(where, { lat: one.lat, lon: one.lon }) : Infinity);
  const things = [
    ...(world.packet?.points ?? []).map((one) => ({ id: one.id, what: "point" as const, name: one.name, more: `${one.kind_title} ${one.address}`, area: one.area, far: far(one), seen: world.packet?.at_points[one.id]?.seen })),
    ...(world.packet?.households ?? []).map((one) => ({ id: one.id, what: "household" as const, name: `${one.number} ${one.head}`, more: one.address, area: one.area, far: far(one), seen: world.packet?.at_homes[one.id]?.seen })),
  ];
  const shown = things.filter((one) => inside(one.area) && (one.name + one.more).includes(asked)).sort((a, b) => (a.far === b.far ? 0 : a.far - b.far)).slice(0, 40);
  const here = async (one: (typeof things)[number]): Promise<void> => {
    try {
      await stopAt({ [one.what]: one.id }, one.name, "", where);
      world.go("patrol");
      void world.changed();
    } catch (wrong) {
      setError((wrong as Error).message);
    }
  };
  return (
    <Page title={t("到点签到", "Check in")} back={() => world.go("patrol")}>
      <label for="asked">{t("找部位或户", "Place or household")}</label>
      <input id="asked" type="search" value={asked} onInput={(event) => setAsked(event.currentTarget.value)} />
      <p class="quiet" role="status">{looking ? t("正在定位……", "Looking for the position…") : where ? t("由近到远", "The nearest first") : t("没有定位,按名称找。", "No position; look by name.")}</p>
      <p class="error" role="alert">{error}</p>
      {shown.map((one) => (
        <button class="card" key={one.id} disabled={looking} onClick={() => void here(one)}>
          <b>{one.name}</b>
          <span class="quiet">{one.far < Infinity && t("{n} 米 · ", "{n} m · ", { n: Math.round(one.far) })}{one.more} · {seenSaid(one.seen)}</span>
        </button>
      ))}
      {shown.length === 0 && <p>{t("没有找到。", "Nothing found.")}</p>}
    </Page>
  );
}
