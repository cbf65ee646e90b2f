import type { Returned } from "../frame/index.ts";
import { bytes } from "../ui/index.ts";

type Item = Returned<"readItem">;

/** The content of an item to look at: its text, its picture, or a file to open elsewhere. */
export function Content({
  project,
  item,
  text,
  file,
}: { project: string; item: string } & Pick<Item, "text" | "file">) {
  if (!file)
    return (
      <p className="reading" dir="auto">
        {text}
      </p>
    );
  const address = `/api/v1/projects/${encodeURIComponent(project)}/items/${encodeURIComponent(item)}/content`;
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.type))
    return (
      <figure className="grid gap-2">
        <img
          src={address}
          alt={file.name}
          className="max-h-[62vh] max-w-full rounded-[10px] border border-line object-contain"
        />
        <figcaption className="break-words text-[13px] text-faint" dir="auto">
          {file.name}
        </figcaption>
      </figure>
    );
  return (
    <p className="reading break-words" dir="auto">
      <a href={address} download={file.name} className="text-indigo underline underline-offset-2">
        {file.name}
      </a>
      <span className="num ml-3 text-[13px] text-soft">
        {file.type}, {bytes(file.bytes)}
      </span>
    </p>
  );
}
