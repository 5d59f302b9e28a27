/** Builds the sample pages of gallery/ with the same sources, for looking at them; nothing of it ships. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";

import { scss } from "./build/scss.ts";

const here = import.meta.dirname;
const pages = readdirSync(resolve(here, "gallery")).filter((name) => name.endsWith(".html"));

export default defineConfig({
  root: resolve(here, "gallery"),
  base: "./",
  publicDir: false,
  css: { preprocessorOptions: { scss } },
  plugins: [
    {
      name: "shared-parts",
      transformIndexHtml: {
        order: "pre",
        handler: (html) => html.replace(/<!-- (\w+) -->/g, (_, part: string) => readFileSync(resolve(here, "gallery/parts", `${part}.part`), "utf-8")),
      },
    },
  ],
  build: {
    target: "chrome109",
    outDir: resolve(here, "gallery-built"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { eval: false, pluginTimings: false }, input: pages.map((name) => resolve(here, "gallery", name)) },
  },
});
