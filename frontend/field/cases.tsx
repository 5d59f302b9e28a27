/** Report, and work on one's cases. */
import { useEffect, useState } from "preact/hooks";

import type { World } from "./app.tsx";
import { Duties } from "./checks.tsx";
import { put, type NewPhoto } from "./outbox.ts";
import { Page, Photos, when } from "./parts.tsx";
import { areaOf, whereAmI } from "./place.ts";
import type { Where } from "./shapes.ts";
import { t } from "./words.ts";

export function useWhere(): [Where | null, boolean] {
  const [where, setWhere] = useState<Where | null>(null);
  const [looking, setLooking] = useState(true);
  useEffect(() => {
    void whereAmI().then((found) => {
      setWhere(found);
      setLooking(false);
    });
  }, []);
  return [where, looking];
}

export function useSaving(act: () => Promise<void>): [string, () => void, boolean] {
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const save = (): void => {
    setBusy(true);
    act().catch((wrong: Error) => {
      setBusy(false);
      const full = wrong.name === "QuotaExceededError" || wrong.name === "AbortError";
      setError(full ? t("手机存储不够,没有保存。请到“我的”清理已送达的记录,或少加几张照片。", "The phone is full and nothing was saved. Clear sent records under “Me”, or add fewer photographs.") : wrong.message);
    });
  };
  return [error, save, busy];
}

export function Report({ world, id: point }: { world: World; id: string }) {
  const [photos, setPhotos] = useState<NewPhoto[]>([]);
  const [text, setText] = useState("");
  const [kind, setKind] = useState("hazard");
  const [area, setArea] = useState("");
  const [where, looking] = useWhere();
  const at = world.packet?.points.find((one) => one.id === point);
  const areas = world.packet?.areas.filter((one) => one.level !== "county") ?? [];
  const found = areaOf(areas, where);
  const deepest = [...areas].sort((a, b) => b.path.length - a.path.length)[0];
  const chosen = area || at?.area || found?.id || deepest?.id || "";
  const [error, save, busy] = useSaving(async () => {
    if (!text.trim()) throw new Error(t("请写一句是什么情况。", "Please say what it is."));
    const body = { kind, text: text.trim(), ...(chosen ? { area: chosen } : {}), ...(at ? { place_point: at.id } : {}) };
    await put("report", body, text.trim().slice(0, 40), { position: where, photos });
    world.go("outbox");
    void world.changed();
  });
  return (
    <Page title={at ? t("上报:{name}", "Report: {name}", { name: at.name }) : t("上报", "Report")} back={() => world.go("home")}>
      <Photos photos={photos} phase="before" add={(more) => setPhotos([...photos, ...more])} />
      <label for="text">{t("什么情况", "What is it")}</label>
      <textarea id="text" value={text} maxLength={5000} onInput={(event) => setText(event.currentTarget.value)} />
      <label for="kind">{t("类型", "Kind")}</label>
      <select id="kind" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
        {(world.packet?.words.kinds ?? [["hazard", t("隐患", "Hazard")]]).map(([key, label]) => <option key={key} value={key}>{label}</option>)}
      </select>
      <label for="area">{t("网格", "Grid")}</label>
      <select id="area" value={chosen} onChange={(event) => setArea(event.currentTarget.value)}>
        {areas.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
      </select>
      <p class="quiet" role="status">
        {looking ? t("正在定位……", "Looking for the position…") : where ? t("已定位,误差约 {n} 米", "Position found, about {n} m", { n: where.accuracy }) : t("没有定位,请核对网格。", "No position; please check the grid.")}
      </p>
      <p class="error" role="alert">{error}</p>
      <button class="first" disabled={busy} onClick={save}>{t("发送", "Send")}</button>
    </Page>
  );
}

export function Cases({ world }: { world: World }) {
  const cases = world.packet?.cases ?? [];
  const duties = world.packet?.duties ?? [];
  const campaigns = world.packet?.campaigns ?? [];
  return (
    <Page title={t("我的任务", "My tasks")} back={() => world.go("home")}>
      {cases.length + duties.length + campaigns.length === 0 && <p>{t("没有要办的事。联网后会自动更新。", "Nothing to do. It is updated when there is a network.")}</p>}
      <Duties world={world} duties={duties} />
      {cases.length > 0 && <h2>{t("事项", "Cases")}</h2>}
      {cases.map((one) => (
        <button class="card" key={one.id} onClick={() => world.go("case", one.id)}>
          <b>{one.waits && <span class="late">{t("待办 ", "To do ")}</span>}{one.title}</b>
          <span class="quiet">{one.number} · {one.state_title} · {one.area_name}{one.due_at && ` · ${t("期限", "due")} ${when(one.due_at)}`}</span>
        </button>
      ))}
      {campaigns.length > 0 && <h2>{t("专项行动", "Campaigns")}</h2>}
      {campaigns.map((one) => (
        <button class="card" key={one.id} onClick={() => world.go("work", one.id)}>
          <b>{one.name}</b>
          <span class="quiet">{t("记今天的工作,到 {day}", "Log today's work; until {day}", { day: one.until })}</span>
        </button>
      ))}
    </Page>
  );
}

export function CasePage({ world, id }: { world: World; id: string }) {
  const one = world.packet?.cases.find((found) => found.id === id);
  if (!one) return <Page title={t("任务", "Task")} back={() => world.go("cases")}><p>{t("这件事已不在您的任务里。", "It is no longer among your tasks.")}</p></Page>;
  return (
    <Page title={one.title} back={() => world.go("cases")}>
      <p class="quiet">{one.number} · {one.state_title} · {one.area_name} {one.place}</p>
      {one.due_at && <p class={new Date(one.due_at) < new Date() ? "late" : ""}>{t("期限 {when}", "Due {when}", { when: when(one.due_at) })}</p>}
      <p class="card">{one.text}</p>
      {one.reporter && <p>{t("反映人", "Reporter")} {one.reporter} {one.phone}</p>}
      <div class="row">
        {one.verbs.map((verb) => <button key={verb.verb} disabled={verb.reason !== "" && verb.verb !== "finish"} title={verb.reason} onClick={() => world.go("act", `${one.id}:${verb.verb}`)}>{verb.title}</button>)}
        {one.comment && <button onClick={() => world.go("act", `${one.id}:comment`)}>{t("补充情况", "Add a remark")}</button>}
      </div>
      {one.verbs.filter((verb) => verb.reason).map((verb) => <p class="quiet" key={verb.verb}>{verb.title}:{verb.reason}</p>)}
    </Page>
  );
}

export function Act({ world, id }: { world: World; id: string }) {
  const [caseId = "", verb = ""] = id.split(":");
  const one = world.packet?.cases.find((found) => found.id === caseId);
  const offer = one?.verbs.find((found) => found.verb === verb);
  const title = offer?.title ?? t("补充情况", "Add a remark");
  const [photos, setPhotos] = useState<NewPhoto[]>([]);
  const [text, setText] = useState("");
  const [outcome, setOutcome] = useState("solved");
  const [basis, setBasis] = useState("");
  const [where] = useWhere();
  const [error, save, busy] = useSaving(async () => {
    if (!text.trim() && verb !== "take" && verb !== "verify") throw new Error(t("请写明情况。", "Please say what was done."));
    const more = verb === "finish" ? { outcome, ...(outcome === "refused" ? { legal_basis: basis } : {}), ...(outcome === "not_ours" ? { handed_to: basis } : {}) } : {};
    const body = { case: caseId, verb, text: text.trim(), ...(one && verb !== "comment" ? { seen: one.version } : {}), ...more };
    await put("act", body, `${title}:${one?.title ?? ""}`.slice(0, 60), { position: where, photos, about: caseId, first: true });
    world.go("outbox");
    void world.changed();
  });
  return (
    <Page title={title} back={() => world.go("case", caseId)}>
      <p class="quiet">{one?.number} {one?.title}</p>
      {verb === "finish" && (
        <>
          <label for="outcome">{t("办理结果", "Outcome")}</label>
          <select id="outcome" value={outcome} onChange={(event) => setOutcome(event.currentTarget.value)}>
            {world.packet?.words.outcomes.map(([key, label]) => <option key={key} value={key}>{label}</option>)}
          </select>
          {(outcome === "refused" || outcome === "not_ours") && (
            <>
              <label for="basis">{outcome === "refused" ? t("依据", "Legal basis") : t("已转交给", "Handed to")}</label>
              <input id="basis" value={basis} onInput={(event) => setBasis(event.currentTarget.value)} />
            </>
          )}
        </>
      )}
      <label for="text">{t("情况", "What was done")}</label>
      <textarea id="text" value={text} maxLength={2000} onInput={(event) => setText(event.currentTarget.value)} />
      <Photos photos={photos} phase="after" add={(more) => setPhotos([...photos, ...more])} />
      <p class="error" role="alert">{error}</p>
      <button class="first" disabled={busy} onClick={save}>{t("保存并发送", "Save and send")}</button>
    </Page>
  );
}
