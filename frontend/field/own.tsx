/** The outbox with its conflict cards, and one's own page. */
import { useEffect, useState } from "preact/hooks";

import type { World } from "./app.tsx";
import { replace, tidy, type Shown } from "./outbox.ts";
import { Page, summary, when } from "./parts.tsx";
import type { Clash } from "./shapes.ts";
import { wipe } from "./store.ts";
import { t } from "./words.ts";

const STATES: Record<Shown["state"], [string, string]> = { waiting: ["待发", "Waiting"], sent: ["已送达", "Sent"], refused: ["被退回", "Refused"], conflict: ["要您决定", "To settle"] };

/** Both values with author and time; the person chooses, field by field. */
function ConflictCard({ world, line }: { world: World; line: Shown }) {
  const clashes = line.result?.fields ?? [];
  const [mine, setMine] = useState<Record<string, boolean>>({});
  const version = line.result?.version ?? 0;
  const { kind, body, position } = line.envelope;
  const settle = async (): Promise<void> => {
    const changes = (body["changes"] as { field: string; base: number; value: unknown }[] | undefined) ?? [];
    const clashing = new Set(clashes.map((clash) => clash.field));
    const left = changes.filter((one) => !clashing.has(one.field) || mine[one.field]).map((one) => (clashing.has(one.field) ? { ...one, base: version } : one));
    await replace(line.id, kind, left.length ? { ...body, changes: left } : null, line.title, position);
    await world.changed();
  };
  const still = async (go: boolean): Promise<void> => {
    await replace(line.id, kind, go ? { ...body, seen: version } : null, line.title, position);
    await world.changed();
  };
  const said = (value: unknown): string => (value === "" || value === null ? t("(空)", "(empty)") : String(value));
  return (
    <>
      {clashes.map((clash: Clash) => (
        <div key={clash.field}>
          <b>{clash.title}</b>
          {kind === "edit" ? (
            <div class="both">
              <button class={mine[clash.field] ? "first" : ""} aria-pressed={mine[clash.field] === true} onClick={() => setMine({ ...mine, [clash.field]: true })}><small>{t("我的", "Mine")}</small>{said(clash.mine)}</button>
              <button class={mine[clash.field] === false ? "first" : ""} aria-pressed={mine[clash.field] === false} onClick={() => setMine({ ...mine, [clash.field]: false })}><small>{clash.by} {when(clash.at)}</small>{said(clash.theirs)}</button>
            </div>
          ) : (
            <p>{said(clash.base)} → {said(clash.theirs)} <span class="quiet">{clash.by} {when(clash.at)}</span></p>
          )}
        </div>
      ))}
      {kind === "edit" ? (
        <div class="row"><button class="first" disabled={clashes.some((clash) => mine[clash.field] === undefined)} onClick={() => void settle()}>{t("就这样定", "Settle it")}</button></div>
      ) : (
        <div class="row"><button onClick={() => void still(true)}>{t("仍要这样办", "Do it all the same")}</button><button onClick={() => void still(false)}>{t("不办了", "Drop it")}</button></div>
      )}
    </>
  );
}

export function Outbox({ world }: { world: World }) {
  return (
    <Page title={t("发件箱", "Outbox")} back={() => world.go("home")}>
      <p role="status" id="summary">{summary(world.lines)}</p>
      {world.message && <p class="quiet">{world.message}</p>}
      <div class="row">
        <button onClick={() => void world.refresh()}>{t("立即同步", "Sync now")}</button>
        {world.lines.some((line) => line.state === "sent") && <button onClick={() => void tidy().then(world.changed)}>{t("清理已送达的", "Clear what was sent")}</button>}
      </div>
      {world.lines.map((line) => (
        <section class="card" key={line.id} data-state={line.state}>
          <b>{line.title}</b>
          <span class={line.state === "sent" ? "done" : line.state === "waiting" ? "quiet" : "late"}>{t(...STATES[line.state])}</span>
          <span class="quiet"> {when(line.at)}{line.photos > 0 && ` · ${t("照片 {n} 张", "{n} photographs", { n: line.photos })}`}{line.photosLeft > 0 && t(",{n} 张待传", ", {n} to go", { n: line.photosLeft })}</span>
          {line.result?.receipt && <p class="quiet">{t("回执号", "Receipt")} {line.result.receipt}{line.result.answer?.number && ` · ${line.result.answer.number}`}</p>}
          {line.why && <p class="error">{line.why}</p>}
          {line.state === "conflict" && <ConflictCard world={world} line={line} />}
          {line.state === "refused" && <div class="row">{line.envelope.kind === "answer" && <button onClick={() => world.go("fill", `line:${line.id}`)}>{t("修改后重发", "Correct and send again")}</button>}<button class="danger" onClick={() => void replace(line.id, "", null, "").then(world.changed)}>{t("知道了,删除", "Understood, remove")}</button></div>}
        </section>
      ))}
    </Page>
  );
}

export function Me({ world }: { world: World }) {
  const [space, setSpace] = useState("");
  const [sure, setSure] = useState(false);
  useEffect(() => {
    void navigator.storage?.estimate?.().then(({ usage = 0, quota = 0 }) => setSpace(t("已用 {u} MB,还可用约 {f} MB", "{u} MB used, about {f} MB free", { u: Math.round(usage / 1e6), f: Math.round((quota - usage) / 1e6) })));
  }, []);
  const large = (on: boolean): void => {
    localStorage.setItem("large", on ? "1" : "0");
    document.documentElement.classList.toggle("large", on);
  };
  const unsent = world.lines.filter((line) => line.state !== "sent" || line.photosLeft > 0).length;
  return (
    <Page title={t("我的", "Me")} back={() => world.go("home")}>
      <p>{world.session.name}</p>
      <p class="quiet">{space}</p>
      <label class="check"><input type="checkbox" defaultChecked={localStorage.getItem("large") === "1"} onChange={(event) => large(event.currentTarget.checked)} />{t("使用大字", "Large type")}</label>
      <label class="check"><input type="checkbox" checked={world.wifiOnly} onChange={(event) => world.setWifiOnly(event.currentTarget.checked)} />{t("照片只在 Wi-Fi 下传", "Photographs on Wi-Fi only")}</label>
      <div class="row">
        <button onClick={() => world.go("outbox")}>{t("发件箱", "Outbox")}</button>
        <button onClick={() => void world.refresh()}>{t("更新数据", "Fetch anew")}</button>
        <button onClick={world.lock}>{t("锁定", "Lock")}</button>
      </div>
      <h2>{t("清除本机数据", "Wipe this phone")}</h2>
      {unsent > 0 && <p class="late">{t("还有 {n} 条没有送完,清除后找不回来。", "{n} records are not delivered yet and would be lost.", { n: unsent })}</p>}
      {sure ? <button class="danger" onClick={() => void wipe().then(() => location.reload())}>{t("确定清除", "Yes, wipe it")}</button> : <button class="danger" onClick={() => setSure(true)}>{t("清除并退出", "Wipe and sign out")}</button>}
    </Page>
  );
}
