/** Runs the browser's half of the survey forms for the tests: a JSON line in, a JSON line out. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const here = import.meta.dirname;
const ts = createRequire(resolve(here, "../package.json"))("typescript");
const out = process.argv[2];
mkdirSync(out, { recursive: true });
writeFileSync(resolve(out, "package.json"), '{"type": "module"}');
for (const name of ["patterns", "expressions", "answering"]) {
  const source = readFileSync(resolve(here, `../src/survey/${name}.ts`), "utf8");
  const options = { target: "ES2022", module: "ESNext", rewriteRelativeImportExtensions: true };
  writeFileSync(resolve(out, `${name}.js`), ts.transpileModule(source, { compilerOptions: options }).outputText);
}
const { read, judge, textOf } = await import(pathToFileURL(resolve(out, "expressions.js")).href);
const { Form } = await import(pathToFileURL(resolve(out, "answering.js")).href);

function judged({ source, values = {}, many = {}, columns = {}, dot = "", today = "2026-06-30" }) {
  const scope = { one: (name) => values[name] ?? "", many: (name) => many[name] ?? [], column: (name) => columns[name] ?? "", dot, today };
  try {
    const value = judge(read(source), scope);
    return { type: typeof value, value: textOf(value) };
  } catch (error) {
    return { error: error.code ?? String(error) };
  }
}

function settled({ design, raw, today }) {
  const found = new Form(design).settle(raw, today);
  return { ...found, wrong: found.wrong.map(([path, code]) => [path, code]), hidden: [...found.hidden].sort() };
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(asked.map((one) => ("source" in one ? judged(one) : settled(one))))}\n`);
}
