/** Forms of campaigns, filled in without a network: the same rules as on the desk, a draft kept sealed on the phone. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { Form, isAsked, type Answer, type Question, type Settled } from "../src/survey/answering.ts";
import type { World } from "./app.tsx";
import { newId } from "./ids.ts";
import { put, replace, type NewPhoto } from "./outbox.ts";
import { Page } from "./parts.tsx";
import { areaOf, whereAmI } from "./place.ts";
import { keep, kept } from "./seal.ts";
import type { SurveyForm, Where } from "./shapes.ts";
import { t } from "./words.ts";

type Raw = Record<string, unknown>;
const COMING = "photo:";
const FEW = 8;
const PAUSE = 600;
let written: Promise<void> = Promise.resolve(); // the draft that is being written
const today = (): string => new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });

export function Forms({ world }: { world: World }) {
  const forms = world.packet?.forms ?? [];
  return (
    <Page title={t("填表", "Forms")} back={() => world.go("home")}>
      {forms.length === 0 && <p>{t("现在没有要填的表单。", "There are no forms to fill in now.")}</p>}
      {forms.map((one) => (
        <button class="card" key={one.id} onClick={() => world.go("fill", one.id)}>
          <b>{one.name}</b>
          <span class="quiet">{one.campaign} {one.about}</span>
        </button>
      ))}
    </Page>
  );
}

function sentence(code: string, one: Question): string {
  if (code === "constraint" && one.constraint_message) return one.constraint_message;
  if (code === "required" && one.required_message) return one.required_message;
  switch (code) {
    case "required": return t("这一题必填。", "This question needs an answer.");
    case "constraint": return t("答案不符合要求,请核对。", "This answer is not allowed; please check.");
    case "choice": return t("请从所列选项中选择。", "Choose from the list.");
    case "integer": return t("请填写整数,例如 120。", "Enter a whole number, such as 120.");
    case "decimal": return t("请填写数字,例如 12.5。", "Enter a number, such as 12.5.");
    case "date": return t("日期应如 2026-06-30。", "A date looks like 2026-06-30.");
    case "geopoint": return t("位置应是“纬度 经度”。", "A position is “latitude longitude”.");
    case "rows": return t("最多 100 条。", "At most 100 entries.");
    default: return t("最多 2000 个字。", "At most 2000 characters.");
  }
}

function first(questions: Question[]): Raw {
  const found: Raw = {};
  for (const one of questions) {
    if (one.type === "repeat") found[one.name] = [first(one.children ?? [])];
    else if (one.type === "group") Object.assign(found, first(one.children ?? []));
    else if (one.default) found[one.name] = one.default === "today()" ? today() : one.default;
  }
  return found;
}

/** Pictures themselves are not in a draft, so their names leave it. */
function withoutPhotos(raw: unknown): unknown {
  if (Array.isArray(raw)) return raw.map(withoutPhotos);
  if (raw !== null && typeof raw === "object") return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, withoutPhotos(value)]));
  return typeof raw === "string" && raw.startsWith(COMING) ? "" : raw;
}

interface Sheet { form: Form; settled: Settled; told: Set<string>; touch: (path: string) => void; photos: Map<string, File> }

export function FillForm({ world, id }: { world: World; id: string }) {
  const line = id.startsWith("line:") ? world.lines.find((one) => one.id === id.slice(5)) : undefined;
  const forms = world.packet?.forms ?? [];
  const form = line ? forms.find((one) => one.version === line.envelope.body["version"]) : forms.find((one) => one.id === id);
  if (!form) return <Page title={t("填表", "Forms")} back={() => world.go("forms")}><p>{t("这张表单已有新版本或不再填写。", "This form has a newer version or is closed.")}</p></Page>;
  return <Filling key={form.version} world={world} form={form} {...(line ? { line: line.id, before: line.envelope.body["values"] as Answer } : {})} />;
}

function Filling({ world, form, line, before }: { world: World; form: SurveyForm; line?: string; before?: Answer }) {
  const judge = useMemo(() => new Form(form.design), [form]);
  const [raw, setRaw] = useState<Raw>(() => (withoutPhotos(before) as Raw | undefined) ?? first(form.design.questions));
  const [told, setTold] = useState<Set<string>>(new Set());
  const [where, setWhere] = useState<Where | null>(null);
  const [area, setArea] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const photos = useRef(new Map<string, File>()).current;
  const timer = useRef(0);
  const typed = useRef<Raw | null>(null);
  const draft = `draft-form-${form.version}`;
  useEffect(() => {
    void whereAmI().then(setWhere);
    if (!before) void written.then(() => kept<Raw>(draft)).then((found) => found && setRaw(found));
    return write;
  }, []);
  function write(): void {
    clearTimeout(timer.current);
    const last = typed.current;
    typed.current = null;
    if (last) written = written.then(() => keep(draft, withoutPhotos(last))).catch(() => undefined);
  }
  const change = (next: Raw): void => {
    setRaw(next);
    typed.current = next;
    clearTimeout(timer.current);
    timer.current = window.setTimeout(write, PAUSE);
  };
  const settled = judge.settle(raw, today());
  const areas = (world.packet?.areas ?? []).filter((one) => one.level !== "county" && form.paths.some((path) => one.path.startsWith(path)));
  const deepest = [...areas].sort((a, b) => b.path.length - a.path.length)[0];
  const chosen = area || areaOf(areas, where)?.id || deepest?.id || "";
  const save = async (): Promise<void> => {
    if (!chosen) return setError(t("请选择网格。", "Choose the grid."));
    if (settled.wrong.length) {
      setTold(new Set([...told, ...settled.wrong.map(([path]) => path)]));
      setError(t("有 {n} 处要改正,请看标红的题目。", "{n} answers need correcting; see those marked red.", { n: settled.wrong.length }));
      setTimeout(() => document.querySelector("main .error[data-fault]")?.scrollIntoView({ block: "center" }));
      return;
    }
    setBusy(true);
    try {
      const text = JSON.stringify(settled.values);
      const taken: NewPhoto[] = [...photos].filter(([name]) => text.includes(COMING + name)).map(([name, file]) => ({ file, name, phase: "other" }));
      const body = { version: form.version, area: chosen, values: settled.values };
      await put("answer", body, t("填表:{name}", "Form: {name}", { name: form.name }), { position: where, photos: taken, target: "answer" });
      if (line) await replace(line, "", null, ""); // only now is the refused one not needed any more
      clearTimeout(timer.current);
      typed.current = null;
      written = written.then(() => keep(draft, null));
      await written;
      world.go("outbox");
      void world.changed();
    } catch {
      setBusy(false);
      setError(t("手机存储不够,没有保存。请到“我的”清理已送达的记录,或少加几张照片。", "The phone is full and nothing was saved. Clear sent records, or add fewer photographs."));
    }
  };
  const sheet: Sheet = { form: judge, settled, told, photos, touch: (path) => setTold(new Set([...told, path])) };
  return (
    <Page title={form.name} back={() => world.go("forms")}>
      {form.about && <p class="quiet">{form.about}</p>}
      <label for="area">{t("网格", "Grid")}</label>
      <select id="area" value={chosen} onChange={(event) => setArea(event.currentTarget.value)}>
        {areas.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
      </select>
      <Lines questions={form.design.questions} raw={raw} prefix="" sheet={sheet} change={change} />
      <p class="error" role="alert">{error}</p>
      <button class="first" disabled={busy} onClick={() => void save()}>{t("保存并发送", "Save and send")}</button>
    </Page>
  );
}

interface Part { questions: Question[]; raw: Raw; prefix: string; sheet: Sheet; change: (raw: Raw) => void }

function Lines({ questions, raw, prefix, sheet, change }: Part) {
  return (
    <>
      {questions.map((one) => {
        const path = prefix + one.name;
        if (sheet.settled.hidden.has(path)) return null;
        const label = sheet.settled.labels[path] ?? one.label ?? "";
        if (one.type === "group") {
          return <section class="part" key={path}>{label && <h2>{label}</h2>}<Lines questions={one.children ?? []} raw={raw} prefix={prefix} sheet={sheet} change={change} /></section>;
        }
        if (one.type === "repeat") return <Rows key={path} one={one} label={label} raw={raw} prefix={prefix} sheet={sheet} change={change} />;
        if (one.type === "note") return <p class="card" key={path}>{label}</p>;
        if (!isAsked(one)) return label ? <p key={path}>{label} <b>{sheet.settled.reckoned[path]}</b></p> : null;
        return <Asked key={path} one={one} path={path} label={label} value={raw[one.name]} sheet={sheet} set={(value) => change({ ...raw, [one.name]: value })} />;
      })}
    </>
  );
}

function Rows({ one, label, raw, prefix, sheet, change }: Omit<Part, "questions"> & { one: Question; label: string }) {
  const path = prefix + one.name;
  const rows = (Array.isArray(raw[one.name]) ? raw[one.name] : []) as Raw[];
  const put = (next: Raw[]): void => change({ ...raw, [one.name]: next });
  return (
    <section class="part">
      <h2>{label}</h2>
      {rows.map((row, at) => (
        <section class="card" key={at}>
          <Lines questions={one.children ?? []} raw={row} prefix={`${path}-${at}-`} sheet={sheet} change={(next) => put(rows.map((each, place) => (place === at ? next : each)))} />
          <button onClick={() => put(rows.filter((_each, place) => place !== at))}>{t("去掉这一条", "Remove this entry")}</button>
        </section>
      ))}
      <button onClick={() => put([...rows, first(one.children ?? [])])}>{t("添加一条", "Add an entry")}</button>
    </section>
  );
}

function Asked({ one, path, label, value, sheet, set }: { one: Question; path: string; label: string; value: unknown; sheet: Sheet; set: (value: unknown) => void }) {
  const fault = sheet.told.has(path) ? sheet.settled.wrong.find(([place]) => place === path) : undefined;
  const name = `q-${path}`;
  const left = (): void => sheet.touch(path);
  const choices = (sheet.form.design.lists[one.choices ?? ""] ?? []).filter((each) => sheet.settled.offered[path]?.includes(each.name) ?? true);
  const several = Array.isArray(value) ? (value as string[]) : [];
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  const mark = one.required === "true()" ? " *" : "";
  let control;
  if (one.type === "select_multiple" || (one.type === "select_one" && choices.length <= FEW)) {
    const many = one.type === "select_multiple";
    control = [<div class="choices" key="choices">{choices.map((each) => (
      <label class="check" key={each.name}>
        <input type={many ? "checkbox" : "radio"} name={name} value={each.name} checked={many ? several.includes(each.name) : text === each.name} onChange={(event) => {
          const on = event.currentTarget.checked;
          set(many ? (on ? [...several, each.name] : several.filter((own) => own !== each.name)) : each.name);
          left();
        }} />
        {each.label}
      </label>
    ))}</div>];
  } else if (one.type === "select_one") {
    control = <select id={name} name={name} value={text} onChange={(event) => { set(event.currentTarget.value); left(); }}><option value="">{t("请选择", "Choose")}</option>{choices.map((each) => <option key={each.name} value={each.name}>{each.label}</option>)}</select>;
  } else if (one.type === "image") control = <Picture name={name} value={text} sheet={sheet} set={set} />;
  else if (one.type === "geopoint") control = <Spot name={name} value={text} set={set} />;
  else if (one.appearance?.includes("multiline")) control = <textarea id={name} name={name} value={text} onInput={(event) => set(event.currentTarget.value)} onBlur={left} />;
  else if (one.type === "date") control = <input id={name} name={name} type="date" value={text} onInput={(event) => set(event.currentTarget.value)} onBlur={left} />;
  else {
    const mode = one.type === "integer" ? "numeric" : one.type === "decimal" ? "decimal" : "text";
    control = <input id={name} name={name} type="text" inputMode={mode} value={text} onInput={(event) => set(event.currentTarget.value)} onBlur={left} />;
  }
  const grouped = Array.isArray(control);
  return (
    <div role={grouped ? "group" : undefined} aria-label={grouped ? label : undefined}>
      <label for={grouped ? undefined : name}>{label}{mark}</label>
      {one.hint && <p class="quiet">{one.hint}</p>}
      {control}
      {fault && <p class="error" data-fault={path}>{sentence(fault[1], fault[2])}</p>}
    </div>
  );
}

function Picture({ name, value, sheet, set }: { name: string; value: string; sheet: Sheet; set: (value: unknown) => void }) {
  const file = value.startsWith(COMING) ? sheet.photos.get(value.slice(COMING.length)) : undefined;
  const [url, setUrl] = useState("");
  useEffect(() => {
    const made = file ? URL.createObjectURL(file) : "";
    setUrl(made);
    return () => { if (made) URL.revokeObjectURL(made); };
  }, [file]);
  return (
    <>
      {url && <div class="thumbs"><img src={url} alt={t("已添加的照片", "Added photograph")} /></div>}
      <label class="button">
        <input class="file" id={name} name={name} type="file" accept="image/*" capture="environment" onChange={(event) => {
          const taken = event.currentTarget.files?.[0];
          if (!taken) return;
          const ending = /\.\w{2,5}$/.exec(taken.name)?.[0] ?? ".jpg";
          const own = `${newId()}${ending}`;
          sheet.photos.set(own, taken);
          set(COMING + own);
        }} />
        {url ? t("换一张", "Take another") : t("拍照", "Take a photograph")}
      </label>
    </>
  );
}

function Spot({ name, value, set }: { name: string; value: string; set: (value: unknown) => void }) {
  const [said, setSaid] = useState("");
  const look = async (): Promise<void> => {
    setSaid(t("正在定位……", "Looking for the position…"));
    const found = await whereAmI(12);
    setSaid(found ? t("已定位,误差约 {n} 米", "Position found, about {n} m", { n: found.accuracy }) : t("没有定位到。", "No position found."));
    if (found) set(`${found.lat.toFixed(6)} ${found.lon.toFixed(6)} 0 ${found.accuracy}`);
  };
  return (
    <>
      <input id={name} name={name} value={value} onInput={(event) => set(event.currentTarget.value)} />
      <button onClick={() => void look()}>{t("取当前位置", "Take the position")}</button>
      <p class="quiet" role="status">{said}</p>
    </>
  );
}
