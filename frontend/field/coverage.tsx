/** Which points and households nobody saw for how long, by kind. */
import { useState } from "preact/hooks";

import type { World } from "./app.tsx";
import { daysSince, Page, seenSaid } from "./parts.tsx";
import { t } from "./words.ts";

const HOMES = "household";
const MOST = 100;

const later = (one: string | null | undefined, other: string | null | undefined): string | null => [one ?? "", other ?? ""].sort()[1] || null;

export function Unseen({ world }: { world: World }) {
  const [kind, setKind] = useState("");
  const things = [
    ...(world.packet?.points ?? []).map((one) => ({ id: one.id, page: "point", kind: one.kind, title: one.kind_title, name: one.name, more: one.area_name, seen: world.packet?.at_points[one.id]?.seen ?? null })),
    ...(world.packet?.households ?? []).map((one) => {
      const at = world.packet?.at_homes[one.id];
      return { id: one.id, page: "household", kind: HOMES, title: t("住户", "Household"), name: `${one.number} ${one.head}`, more: one.address, seen: later(at?.seen, at?.visited) };
    }),
  ];
  const kinds = [...new Map(things.map((one) => [one.kind, one.title]))];
  const shown = things.filter((one) => !kind || one.kind === kind).sort((a, b) => (a.seen ?? "").localeCompare(b.seen ?? ""));
  const tone = (seen: string | null): string => {
    const days = daysSince(seen);
    return days === null || days > 30 ? "late" : "quiet";
  };
  return (
    <Page title={t("哪里久没人去", "Unseen for long")} back={() => world.go("patrol")}>
      <label for="kind">{t("类型", "Kind")}</label>
      <select id="kind" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
        <option value="">{t("全部({n})", "All ({n})", { n: things.length })}</option>
        {kinds.map(([key, title]) => <option key={key} value={key}>{title}({things.filter((one) => one.kind === key).length})</option>)}
      </select>
      {shown.slice(0, MOST).map((one) => (
        <button class="card" key={one.id} onClick={() => world.go(one.page, one.id)}>
          <b>{one.name}</b>
          <span class={tone(one.seen)}>{seenSaid(one.seen)}</span> <span class="quiet">{one.title} · {one.more}</span>
        </button>
      ))}
      {shown.length > MOST && <p class="quiet">{t("还有 {n} 处,请按类型看。", "{n} more; choose a kind.", { n: shown.length - MOST })}</p>}
    </Page>
  );
}
