/** The app's sentences, Chinese and English beside each other. */

let english = false;

export function speak(language: string): void {
  english = language.startsWith("en");
  document.documentElement.lang = english ? "en" : "zh-Hans";
}

/** The sentence in the person's language; {name} is replaced. */
export function t(zh: string, en: string, values: Record<string, string | number> = {}): string {
  return (english ? en : zh).replace(/\{(\w+)\}/g, (_all, key: string) => String(values[key] ?? ""));
}
