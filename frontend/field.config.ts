/** The field app's own build: one page, its scripts and its service worker, into the package data of the field room. */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { build, defineConfig, type Plugin } from "vite";

import { gzipped } from "./build/gzipped.ts";

const here = import.meta.dirname;
const out = resolve(here, "../src/bihuan/field/static/field");
const base = "/static/field/";

/** Builds the worker after the app, with the list of everything that the app needs offline. */
function worker(): Plugin {
  return {
    name: "field-worker",
    apply: "build",
    async closeBundle() {
      mkdirSync(out, { recursive: true });
      copyFileSync(resolve(here, "field/manifest.webmanifest"), resolve(out, "manifest.webmanifest"));
      const hash = (name: string): string => createHash("sha256").update(readFileSync(resolve(out, name))).digest("hex").slice(0, 16);
      const files = readdirSync(resolve(out)).filter((name) => /\.(js|css|png)$/.test(name) && name !== "sw.js");
      const list = [
        { url: "/field/", revision: hash("index.html") },
        { url: "/field/manifest.webmanifest", revision: hash("manifest.webmanifest") },
        ...files.map((name) => ({ url: base + name, revision: null })),
      ];
      await build({
        configFile: false,
        root: here,
        publicDir: false,
        logLevel: "error",
        define: { "self.__WB_MANIFEST": JSON.stringify(list), "process.env.NODE_ENV": '"production"' },
        build: {
          target: "chrome109",
          outDir: out,
          emptyOutDir: false,
          lib: { entry: resolve(here, "field/sw.ts"), formats: ["iife"], name: "worker", fileName: () => "sw.js" },
        },
      });
      writeFileSync(resolve(out, "precached.json"), JSON.stringify(list, null, 1));
    },
  };
}

export default defineConfig({
  root: resolve(here, "field"),
  base,
  publicDir: false,
  plugins: [gzipped(), worker()],
  build: {
    target: "chrome109",
    outDir: out,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: { entryFileNames: "[name]-[hash:8].js", chunkFileNames: "[name]-[hash:8].js", assetFileNames: "[name]-[hash:8][extname]" },
    },
  },
});
