/** One build for every page: entries in, hashed files and a manifest for the template tag out. */
import { resolve } from "node:path";
import { defineConfig } from "vite";

import { gzipped } from "./build/gzipped";
import { scss } from "./build/scss";

const here = import.meta.dirname;

export default defineConfig({
  root: here,
  base: "./",
  publicDir: false,
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
    rollupOptions: {
      input: Object.fromEntries(["desk", "public", "charts", "map"].map((name) => [name, resolve(here, `src/${name}.ts`)])),
      output: {
        entryFileNames: "[name]-[hash:8].js",
        chunkFileNames: "[name]-[hash:8].js",
        assetFileNames: "[name]-[hash:8][extname]",
      },
    },
  },
});
