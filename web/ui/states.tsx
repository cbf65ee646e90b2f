import type { ReactNode } from "react";

/** Grey bars where something will stand; they show themselves after 300 ms only. */
export function Skeleton({ rows = 4, height = 18 }: { rows?: number; height?: number }) {
  const widths = ["92%", "76%", "84%", "61%", "88%", "70%"];
  return (
    <div className="grid gap-3 py-1" aria-hidden="true">
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars have nothing else to tell them apart, and never move
        <div key={at} className="skeleton" style={{ width: widths[at % widths.length], height }} />
      ))}
    </div>
  );
}

/** An empty place: one sentence of what this step does, and the one button that fills it. */
export function Empty({ title, children, action }: { title: ReactNode; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="mx-auto grid max-w-[52ch] justify-items-center gap-2 px-4 py-12 text-center">
      <p className="font-[600] text-[17px] text-balance">{title}</p>
      {children !== undefined && <div className="text-pretty text-[14px] text-soft">{children}</div>}
      {action !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2.5">{action}</div>}
    </div>
  );
}

/** What went wrong, in a sentence, with what to do. */
export function Problem({ error, action, children }: { error: unknown; action?: ReactNode; children?: ReactNode }) {
  if (error === undefined || error === null) return null;
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border border-madder/50 bg-madder-wash px-4 py-3 text-[14px] text-ink"
    >
      <div className="min-w-0 break-words">
        {sentenceOf(error)} {children}
      </div>
      {action}
    </div>
  );
}

/** The sentence of anything that was thrown. */
export const sentenceOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
