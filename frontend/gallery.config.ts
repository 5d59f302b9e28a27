/** Builds the sample pages of gallery/ with the same sources, for looking at them; nothing of it ships. */
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";

import { scss } from "./build/scss";

const here = import.meta.dirname;
const pages = readdirSync(resolve(here, "gallery")).filter((name) => name.endsWith(".html"));

export default defineConfig({
  root: resolve(here, "gallery"),
  base: "./",
  publicDir: false,
  css: { preprocessorOptions: { scss } },
  build: {
    target: "chrome109",
    outDir: resolve(here, "gallery-built"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    rollupOptions: { input: pages.map((name) => resolve(here, "gallery", name)) },
  },
});
