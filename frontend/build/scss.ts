/** Sass options of both builds. */
import { resolve } from "node:path";
import type { SassPreprocessorOptions } from "vite";

/** Bootstrap 5.3 is written with @import and the old colour functions; its own warnings are not ours to fix. */
export const scss: SassPreprocessorOptions = {
  loadPaths: [resolve(import.meta.dirname, "../node_modules")],
  quietDeps: true,
  silenceDeprecations: ["import"],
};
