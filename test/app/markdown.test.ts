import {createElement} from "react";
import {renderToStaticMarkup} from "react-dom/server";
import {describe, expect, it} from "vitest";
import {parseInline, parseMarkdown} from "../../src/app/notebook/markdown.ts";
import {Prose} from "../../src/app/notebook/prose.tsx";

const html = (text: string): string => renderToStaticMarkup(createElement(Prose, {text}));

describe("notes", () => {
  it("have headings, paragraphs, lists, code, quotes, rules and tables", () => {
    const kinds = parseMarkdown(
      "# A\n\ntext\nmore\n\n- a\n  b\n- c\n\n1. x\n\n```sql\nw4 > 5 *\n```\n\n> q\n\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    ).map((block) => block.kind);
    expect(kinds).toEqual(["heading", "paragraph", "list", "list", "code", "quote", "rule", "table"]);
    expect(html("- a\n  b\n- c")).toBe('<div class="prose"><ul><li>a b</li><li>c</li></ul></div>');
    expect(html("| a | b |\n|--|:-:|\n| `1` | 2 |")).toContain("<td><code>1</code></td><td>2</td>");
    expect(html("# T\n## U")).toBe('<div class="prose"><h2>T</h2><h3>U</h3></div>');
  });

  it("have emphasis, code and links", () => {
    expect(html("**a *b* c** `x*y*` [t](https://a.b/c)")).toContain(
      '<strong>a <em>b</em> c</strong> <code>x*y*</code> <a href="https://a.b/c" target="_blank" rel="noopener noreferrer">t</a>'
    );
    expect(parseInline("see https://a.b/c.")[1]).toMatchObject({kind: "link", href: "https://a.b/c"});
  });

  it("leave names with underscores and lone stars alone", () => {
    expect(html("m1_f_psf and wise_cc_flags, 2 * 3 * 4")).toContain("m1_f_psf and wise_cc_flags, 2 * 3 * 4");
  });

  it.each([
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[a](javascript:alert(1))",
    "[a](data:text/html,x)",
    "# <b>x</b>"
  ])("let nothing through as markup: %s", (text) => {
    const made = html(text);
    expect(made).not.toMatch(/<(script|img|b|a)\b/);
    expect(made).not.toContain("href");
  });

  it("end an unclosed fence with the text", () => {
    expect(parseMarkdown("```\na\nb")).toEqual([{kind: "code", text: "a\nb"}]);
  });
});
