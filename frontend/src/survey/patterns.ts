/** Patterns of regex(), written in the form that the server's engine and this one take alike. The server has refused all others. */

const KNOWN: Record<string, string> = { d: "[0-9]", D: "[^0-9]", w: "[A-Za-z0-9_]", W: "[^A-Za-z0-9_]", s: "[ \\t\\r\\n]", S: "[^ \\t\\r\\n]" };
const INNER: Record<string, string> = { d: "0-9", w: "A-Za-z0-9_", s: " \\t\\r\\n" };
const MOST_MATCHED = 300;
const SIGNS = "^$\\.*+?()[]{}|/";

const plain = (sign: string, signs = SIGNS): string => (signs.includes(sign) ? `\\${sign}` : sign);

function written(source: string): string {
  let out = "";
  let at = 0;
  while (at < source.length) {
    const sign = source[at++] as string;
    if (sign === "(") {
      if (source.startsWith("?:", at)) at += 2;
      out += "(?:";
    } else if (sign === "\\") {
      const letter = source[at++] ?? "";
      out += KNOWN[letter] ?? plain(letter);
    } else if (sign === ".") out += "[^\\n\\r]";
    else if ((sign === "^" && at === 1) || (sign === "$" && at === source.length)) continue;
    else if (sign === "{") {
      const end = source.indexOf("}", at);
      out += source.slice(at - 1, end + 1);
      at = end + 1;
    } else if (sign === "[") {
      let inner = "";
      if (source[at] === "^") {
        inner = "^";
        at += 1;
      }
      let first = true;
      while (at < source.length && (source[at] !== "]" || first)) {
        const member = source[at++] as string;
        if (member === "\\") {
          const letter = source[at++] ?? "";
          inner += INNER[letter] ?? plain(letter, `${SIGNS}-`);
        } else if (member === "-" && !first && source[at] !== "]" && !/(0-9|A-Za-z0-9_| \\t\\r\\n)$/.test(inner)) {
          inner += "-";
        } else inner += plain(member, `${SIGNS}-`);
        first = false;
      }
      at += 1;
      out += `[${inner}]`;
    } else out += sign;
  }
  return out;
}

const made = new Map<string, RegExp>();

export function matches(source: string, text: string): boolean {
  let found = made.get(source);
  if (!found) made.set(source, (found = new RegExp(`^(?:${written(source)})$`, "u")));
  return [...text].length <= MOST_MATCHED && found.test(text);
}
