import { KeyCap } from "../ui/index.ts";

/** A piece of a line: plain, or strong between two stars. */
export function pieces(line: string): readonly { text: string; isStrong: boolean }[] {
  return line
    .split(/\*\*(.+?)\*\*/)
    .map((text, at) => ({ text, isStrong: at % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}

/** The guideline as people write it: paragraphs, lists by a dash, strong words between two stars. */
export function Guideline({ text }: { text: string }) {
  if (text.trim() === "")
    return (
      <p className="text-soft">
        Nobody has written a guideline yet. It stands in the settings of the project. <KeyCap>Esc</KeyCap> closes this.
      </p>
    );
  return (
    <div dir="auto" className="grid gap-2 text-pretty break-words">
      {text.split("\n").map((line, at) => {
        const item = /^\s*[-*]\s+(.*)$/.exec(line)?.[1];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing but their place
          <p key={at} className={item === undefined ? "" : "pl-4 -indent-3"}>
            {item !== undefined && "· "}
            {pieces(item ?? line).map((piece) =>
              piece.isStrong ? <b key={piece.text}>{piece.text}</b> : <span key={piece.text}>{piece.text}</span>,
            )}
          </p>
        );
      })}
    </div>
  );
}
