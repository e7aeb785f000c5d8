// Notes of a workflow, which are Markdown, as HTML.
import {type Block, type Inline, parseMarkdown} from "../app/notebook/markdown.ts";
import {html, type Markup} from "./markup.ts";

/** Headings begin below those of the page. */
export function prose(source: string): Markup {
  return html`${parseMarkdown(source).map(blockMarkup)}`;
}

function blockMarkup(block: Block): Markup {
  switch (block.kind) {
    case "heading":
      return html`<h4>${inline(block.children)}</h4>\n`;
    case "paragraph":
      return html`<p>${inline(block.children)}</p>\n`;
    case "code":
      return html`<pre><code>${block.text}</code></pre>\n`;
    case "list": {
      const items = block.items.map((item) => html`<li>${inline(item)}</li>`);
      return block.ordered ? html`<ol>${items}</ol>\n` : html`<ul>${items}</ul>\n`;
    }
    case "table":
      return html`<table><thead><tr>${block.head.map((cell) => html`<th scope="col">${inline(cell)}</th>`)}</tr></thead><tbody>${block.rows.map(
        (row) => html`<tr>${row.map((cell) => html`<td>${inline(cell)}</td>`)}</tr>`
      )}</tbody></table>\n`;
    case "quote":
      return html`<blockquote><p>${inline(block.children)}</p></blockquote>\n`;
    case "rule":
      return html`<hr>\n`;
  }
}

function inline(children: readonly Inline[]): Markup[] {
  return children.map((part) => {
    switch (part.kind) {
      case "text":
        return html`${part.text}`;
      case "code":
        return html`<code>${part.text}</code>`;
      case "strong":
        return html`<strong>${inline(part.children)}</strong>`;
      case "emphasis":
        return html`<em>${inline(part.children)}</em>`;
      case "link":
        return /^(https?:|#)/i.test(part.href)
          ? html`<a href="${part.href}">${inline(part.children)}</a>`
          : html`${inline(part.children)}`;
    }
  });
}
