import { ago, counted, type Doubtful, honestPercent, likely, likelyNumber, moment } from "./figures.ts";

/** A measured share with its doubt, or that its items are too few to say; on how many it rests is told on hover. */
export function Estimate({
  of,
  items,
  tooFew = false,
  size = "text",
}: {
  of: Doubtful;
  items?: number | undefined;
  tooFew?: boolean | undefined;
  size?: "text" | "big";
}) {
  const title = items === undefined ? undefined : `measured on ${counted(items, "item")}`;
  if (tooFew || of.tooFew)
    return (
      <span className="text-soft" title={title}>
        too few to say
      </span>
    );
  if (size === "text")
    return (
      <span className="num" title={title}>
        {honestPercent(of)}
        <span className="text-soft">, {likely(of)}</span>
      </span>
    );
  return (
    <div title={title}>
      <div className="num font-[640] text-[30px] leading-tight tracking-tight">{honestPercent(of)}</div>
      <div className="num text-[13px] text-soft">{likely(of)}</div>
    </div>
  );
}

/** A measured figure that is no share, with its doubt, or that its items are too few to say. */
export function Amount({
  of,
  unit,
  items,
  tooFew = false,
}: {
  of: Doubtful;
  unit?: string;
  items?: number | undefined;
  tooFew?: boolean | undefined;
}) {
  const title = items === undefined ? undefined : `measured on ${counted(items, "item")}`;
  if (tooFew || of.tooFew)
    return (
      <span className="text-soft" title={title}>
        too few to say
      </span>
    );
  return (
    <span className="num" title={title}>
      {of.value.toFixed(2)}
      {unit && ` ${unit}`}
      <span className="text-soft">, {likelyNumber(of)}</span>
    </span>
  );
}

/** What says most of a model: how far a rating is away, else how often a choice is right. */
export function Headline({
  of,
  items,
  tooFew,
}: {
  of: { readonly accuracy?: Doubtful; readonly meanAbsoluteError?: Doubtful };
  items?: number | undefined;
  tooFew?: boolean | undefined;
}) {
  if (of.meanAbsoluteError) return <Amount of={of.meanAbsoluteError} unit="levels off" items={items} tooFew={tooFew} />;
  if (of.accuracy) return <Estimate of={of.accuracy} items={items} tooFew={tooFew} />;
  return <span className="text-faint">not measured</span>;
}

/** How long ago, with the moment on hover. */
export function Ago({ at }: { at: string }) {
  return (
    <time dateTime={at} title={moment(at)} className="num whitespace-nowrap">
      {ago(at)}
    </time>
  );
}

/** A figure with its name below it. */
export function Figure({ value, name, title }: { value: string; name: string; title?: string }) {
  return (
    <div title={title}>
      <div className="num font-[600] text-[20px] leading-tight">{value}</div>
      <div className="text-[12px] text-soft">{name}</div>
    </div>
  );
}
