/** The field app: locked by a PIN, five buttons, everything at hand without a network. */
import "./style.scss";
import { render } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";

import { newId } from "./ids.ts";
import { call, keepSession, session as readSession, shown, sync, type Shown } from "./outbox.ts";
import { SCREENS } from "./screens.ts";
import { Page, summary } from "./parts.tsx";
import { isOpen, isSetUp, keep, kept, lockUp, setUp, unlock } from "./seal.ts";
import type { Packet, Rounds, Session, Walk } from "./shapes.ts";
import { resumeTrack, walk } from "./track.ts";
import { speak, t } from "./words.ts";

const IDLE_MINUTES = 10;
const EVERY_SECONDS = 30;
/** What a packet of an older server, or one kept by an older app, does not have. */
const NOTHING: Rounds = {
  duties: [], at_points: {}, at_homes: {}, checklists: {}, patrol: { hours: ["07:00", "19:00"], grids: [], open: null }, campaigns: [], care: false,
  round_words: { needs: [], ways: [], work: [] },
};
const LIMITS = { piece: 262_144, records: 100 };

export type Go = (page: string, id?: string) => void;
export interface World {
  session: Session; packet: Packet | null; lines: Shown[]; go: Go; changed: () => Promise<void>; refresh: () => Promise<void>;
  message: string; wifiOnly: boolean; setWifiOnly: (only: boolean) => void; lock: () => void;
}

function SignIn({ done }: { done: () => void }) {
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const pin = String(given.get("pin"));
    if (!isOpen() && !/^\d{6,12}$/.test(pin)) return setError(t("PIN 码请用 6 到 12 位数字。", "The PIN has 6 to 12 digits."));
    if (!isOpen() && pin !== given.get("again")) return setError(t("两次输入的 PIN 码不一样。", "The two PINs differ."));
    setBusy(true);
    try {
      const old = isOpen() ? await readSession() : undefined;
      const device = old?.device ?? newId();
      const answer = await call(null, "POST", "devices", { username: given.get("username"), password: given.get("password"), device, device_name: navigator.userAgent.match(/\(([^)]*)\)/)?.[1]?.slice(-50) ?? "" });
      const { token, me } = (await answer.json()) as { token: string; me: { id: string; name: string; language: string } };
      if (!isOpen()) await setUp(pin);
      await keepSession({ token, device, staff: me.id, name: me.name, language: me.language });
      await navigator.storage?.persist?.();
      done();
    } catch (wrong) {
      setError(wrong instanceof Error && wrong.name !== "TypeError" ? wrong.message : t("连不上服务器,第一次登录需要网络。", "The server cannot be reached; the first sign-in needs a network."));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title={t("登录外勤应用", "Sign in to the field app")}>
      <form onSubmit={send}>
        <label for="username">{t("登录名", "Sign-in name")}</label>
        <input id="username" name="username" autocomplete="username" autocapitalize="none" required />
        <label for="password">{t("密码", "Password")}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        {!isOpen() && (
          <>
            <label for="pin">{t("设一个本机 PIN 码(6 位以上数字)", "Choose a PIN for this phone (6 digits or more)")}</label>
            <input id="pin" name="pin" type="password" inputMode="numeric" autocomplete="off" required />
            <label for="again">{t("再输一遍 PIN 码", "The PIN again")}</label>
            <input id="again" name="again" type="password" inputMode="numeric" autocomplete="off" required />
            <p class="quiet">{t("以后打开只要 PIN 码。手机里的内容用它加密;连续输错 6 次会清空本机数据。", "From now on the PIN opens the app and encrypts what lies on the phone; six wrong ones in a row wipe it.")}</p>
          </>
        )}
        <p class="error" role="alert">{error}</p>
        <button class="first" disabled={busy}>{t("登录", "Sign in")}</button>
      </form>
    </Page>
  );
}

function Locked({ done }: { done: () => void }) {
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    setBusy(true);
    const found = await unlock(String(new FormData(form).get("pin")));
    setBusy(false);
    form.reset();
    if (found === true) return done();
    if (found === 0) return location.reload();
    setError(t("PIN 码不对,再错 {n} 次将清空本机数据。", "Wrong PIN; {n} more and this phone is wiped.", { n: found }));
  };
  return (
    <Page title={t("输入 PIN 码", "Enter the PIN")}>
      <form onSubmit={send}>
        <label for="pin">{t("PIN 码", "PIN")}</label>
        <input class="pin" id="pin" name="pin" type="password" inputMode="numeric" autocomplete="off" required />
        <p class="error" role="alert">{error}</p>
        <button class="first" disabled={busy}>{t("打开", "Open")}</button>
      </form>
    </Page>
  );
}

function Home({ world }: { world: World }) {
  const owed = world.packet?.duties.filter((one) => !one.done).length ?? 0;
  const waiting = (world.packet?.cases.filter((one) => one.waits).length ?? 0) + owed;
  const dueHomes = Object.values(world.packet?.at_homes ?? {}).filter((one) => one.due && one.visit).length;
  const unseen = t("还没有取到数据", "Not fetched yet");
  const [walking, setWalking] = useState<Walk | null>(null);
  useEffect(() => void walk().then(setWalking), []);
  return (
    <Page title={`${world.packet?.me.county ?? ""} ${world.session.name}`}>
      <button class="strip" onClick={() => world.go("outbox")}>{summary(world.lines)}</button>
      {world.message && <p class="quiet" role="status">{world.message}</p>}
      <nav class="big" aria-label={t("主要功能", "Main")}>
        <button class="first" onClick={() => world.go("report")}>{t("上报", "Report")}<small>{t("拍照、写一句、发送", "Photograph, a sentence, send")}</small></button>
        <button onClick={() => world.go("cases")}>{t("我的任务", "My tasks")}<small>{world.packet ? t("{n} 件等您办", "{n} wait for you", { n: waiting }) : unseen}</small></button>
        <button class={walking ? "on" : ""} onClick={() => world.go("patrol")}>{t("巡查", "Patrol")}<small>{walking ? t("正在巡查", "Under way") : t("网格地图、签到", "Map and check-ins")}</small></button>
        <button onClick={() => world.go("visit")}>{t("走访", "Visit")}<small>{dueHomes ? t("{n} 户该走访了", "{n} are due", { n: dueHomes }) : t("敲门之前先看", "Before you knock")}</small></button>
        {(world.packet?.forms?.length ?? 0) > 0 && <button onClick={() => world.go("forms")}>{t("填表", "Forms")}<small>{t("{n} 张表单可填", "{n} forms to fill in", { n: world.packet?.forms?.length ?? 0 })}</small></button>}
        <button onClick={() => world.go("me")}>{t("我的", "Me")}</button>
      </nav>
    </Page>
  );
}

function App() {
  const [state, setState] = useState<"starting" | "new" | "locked" | "open" | "again">("starting");
  const [session, setSession] = useState<Session | null>(null);
  const [packet, setPacket] = useState<Packet | null>(null);
  const [lines, setLines] = useState<Shown[]>([]);
  const [message, setMessage] = useState("");
  const [wifiOnly, setOnly] = useState(false);
  const [at, setAt] = useState<[string, string]>(["home", ""]);

  const start = useCallback(async (): Promise<void> => {
    const one = await readSession();
    if (!one) return setState("again");
    speak(one.language);
    setSession(one);
    const old = await kept<Packet>("packet");
    setPacket(old ? { ...NOTHING, ...old } : null);
    await resumeTrack(old?.patrol?.hours);
    setOnly((await kept<boolean>("wifiOnly")) ?? false);
    setLines(await shown());
    setState("open");
  }, []);
  useEffect(() => {
    if (localStorage.getItem("large") === "1") document.documentElement.classList.add("large");
    void isSetUp().then((is) => setState(is ? "locked" : "new"));
  }, []);

  // The phone's own back key goes to the page before, and not out of the app.
  useEffect(() => {
    const back = (event: PopStateEvent): void => setAt(Array.isArray(event.state) ? (event.state as [string, string]) : ["home", ""]);
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);

  const changed = useCallback(async (): Promise<void> => {
    if (!isOpen() || !session) return;
    setLines(await shown());
    const said = await sync(session, packet?.limits ?? LIMITS, wifiOnly);
    if (!isOpen()) return;
    setMessage(said);
    setLines(await shown());
  }, [session, packet, wifiOnly]);

  const refresh = useCallback(async (): Promise<void> => {
    if (!isOpen() || !session) return;
    await changed();
    try {
      const tag = await kept<string>("tag");
      const answer = await call(session, "GET", "packet", undefined, tag ? { "If-None-Match": tag } : {});
      if (answer.status === 200 && isOpen()) {
        const fresh = { ...NOTHING, ...((await answer.json()) as Packet) };
        await keep("packet", fresh);
        await keep("tag", answer.headers.get("ETag") ?? "");
        setPacket(fresh);
      }
    } catch (error) {
      if ((error as { status?: number }).status === 401) setState("again");
    }
  }, [session, changed]);

  useEffect(() => {
    if (state !== "open") return;
    void refresh();
    const again = (): void => void refresh();
    const timer = setInterval(() => navigator.onLine && void changed(), EVERY_SECONDS * 1000);
    let idle = setTimeout(lock, IDLE_MINUTES * 60_000);
    const touched = (): void => {
      clearTimeout(idle);
      idle = setTimeout(lock, IDLE_MINUTES * 60_000);
    };
    addEventListener("online", again);
    addEventListener("pointerdown", touched);
    addEventListener("keydown", touched);
    return () => {
      clearInterval(timer);
      clearTimeout(idle);
      removeEventListener("online", again);
      removeEventListener("pointerdown", touched);
      removeEventListener("keydown", touched);
    };
  }, [state, session]);

  function lock(): void {
    lockUp();
    setPacket(null);
    setLines([]);
    setSession(null);
    setState("locked");
  }
  if (state === "starting") return null;
  if (state === "new" || state === "again") return <SignIn done={() => void start()} />;
  if (state === "locked" || !session) return <Locked done={() => void start()} />;
  const go: Go = (page, id = "") => {
    if (page !== at[0] || id !== at[1]) history.pushState([page, id], "");
    setAt([page, id]);
    scrollTo(0, 0);
  };
  const setWifiOnly = (only: boolean): void => {
    setOnly(only);
    void keep("wifiOnly", only);
  };
  const world: World = { session, packet, lines, go, changed, refresh, message, wifiOnly, setWifiOnly, lock };
  const [page, id] = at;
  const Screen = SCREENS[page] ?? Home;
  return <Screen key={page + id} world={world} id={id} />;
}

const ground = document.getElementById("app");
if (ground) {
  ground.textContent = "";
  render(<App />, ground);
}
if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" });
