/** Where a JSON text gives one object the same key twice: JSON.parse would silently keep the last. The text must be valid JSON. */
export function duplicateKeys(json: string): {readonly key: string; readonly line: number}[] {
  const found: {key: string; line: number}[] = [];
  // One set of keys for each object that is open, undefined for a list.
  const open: (Set<string> | undefined)[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs;
  for (let match = token.exec(json); match; match = token.exec(json)) {
    const [text] = match;
    if (text === "{") open.push(new Set());
    else if (text === "[") open.push(undefined);
    else if (text === "}" || text === "]") open.pop();
    else {
      const keys = open.at(-1);
      if (!keys || !/^\s*:/.test(json.slice(token.lastIndex, token.lastIndex + 200))) continue;
      const key = JSON.parse(text) as string;
      if (keys.has(key)) found.push({key, line: json.slice(0, match.index).split("\n").length});
      keys.add(key);
    }
  }
  return found;
}
