import {Fragment, type ReactNode, useMemo} from "react";
import {type Block, type Inline, parseMarkdown} from "./markdown.ts";

export interface ProseProps {
  readonly text: string;
  /** The level of a first-level heading: deeper ones follow. */
  readonly level?: number;
}

/** Markdown as elements. Nothing of the text ever becomes markup. */
export function Prose({text, level = 2}: ProseProps): ReactNode {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return <div className="prose">{blocks.map((block, i) => renderBlock(block, i, level))}</div>;
}

function renderBlock(block: Block, key: number, level: number): ReactNode {
  switch (block.kind) {
    case "heading": {
      const Heading = `h${Math.min(6, level + block.level - 1)}` as "h2";
      return <Heading key={key}>{renderInline(block.children)}</Heading>;
    }
    case "paragraph":
      return <p key={key}>{renderInline(block.children)}</p>;
    case "quote":
      return <blockquote key={key}>{renderInline(block.children)}</blockquote>;
    case "code":
      return (
        <pre key={key} tabIndex={0} role="region" aria-label="Code">
          <code>{block.text}</code>
        </pre>
      );
    case "rule":
      return <hr key={key} />;
    case "list": {
      const List = block.ordered ? "ol" : "ul";
      return (
        <List key={key}>
          {block.items.map((item, i) => (
            <li key={i}>{renderInline(item)}</li>
          ))}
        </List>
      );
    }
    case "table":
      return (
        <div key={key} className="prose-table" tabIndex={0} role="region" aria-label="Table">
          <table>
            <thead>
              <tr>
                {block.head.map((cell, i) => (
                  <th key={i} scope="col">
                    {renderInline(cell)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, r) => (
                <tr key={r}>
                  {row.map((cell, i) => (
                    <td key={i}>{renderInline(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

function renderInline(runs: readonly Inline[]): ReactNode {
  return runs.map((run, i) => <Fragment key={i}>{renderRun(run)}</Fragment>);
}

function renderRun(run: Inline): ReactNode {
  switch (run.kind) {
    case "text":
      return run.text;
    case "code":
      return <code>{run.text}</code>;
    case "strong":
      return <strong>{renderInline(run.children)}</strong>;
    case "emphasis":
      return <em>{renderInline(run.children)}</em>;
    case "link":
      return (
        <a href={run.href} target="_blank" rel="noopener noreferrer">
          {renderInline(run.children)}
        </a>
      );
  }
}
