/** One build for every page: entries in, hashed files and a manifest for the template tag out. */
import { resolve } from "node:path";
import { defineConfig } from "vite";

import { gzipped } from "./build/gzipped.ts";
import { scss } from "./build/scss.ts";

const here = import.meta.dirname;

export default defineConfig({
  root: here,
  base: "./",
  publicDir: resolve(here, "public"),
  css: { preprocessorOptions: { scss } },
  plugins: [gzipped()],
  build: {
    target: "chrome109",
    outDir: resolve(here, "../src/bihuan/web/static/bihuan"),
    emptyOutDir: true,
    manifest: "vite-manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false,
    rolldownOptions: {
      // htmx holds an eval that its setting allowEval switches off and the content policy forbids.
      checks: { eval: false, pluginTimings: false },
      input: Object.fromEntries(["desk", "public", "charts", "map"].map((name) => [name, resolve(here, `src/${name}.ts`)])),
      output: {
        entryFileNames: "[name]-[hash:8].js",
        chunkFileNames: "[name]-[hash:8].js",
        assetFileNames: "[name]-[hash:8][extname]",
      },
    },
  },
});
