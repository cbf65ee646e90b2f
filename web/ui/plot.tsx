import { useEffect, useRef, useState } from "react";

type PlotModule = typeof import("@observablehq/plot");

/** What a picture is drawn with: the library and the width there is. */
export interface Canvas {
  readonly plot: PlotModule;
  readonly width: number;
}

/** A picture drawn by Observable Plot, which is loaded when the first one comes into sight; its place is reserved before. */
export function Picture({ height, label, draw }: { height: number; label: string; draw: (canvas: Canvas) => Element }) {
  const place = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<PlotModule>();
  const [width, setWidth] = useState(0);
  useEffect(() => {
    import("@observablehq/plot").then(setPlot, () => undefined);
    const element = place.current;
    if (!element) return;
    const watcher = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  useEffect(() => {
    if (!plot || width === 0) return;
    const drawn = draw({ plot, width });
    drawn.setAttribute("aria-hidden", "true");
    place.current?.replaceChildren(drawn);
  }, [plot, width, draw]);
  return (
    <div
      ref={place}
      role="img"
      aria-label={label}
      style={{ height }}
      className="overflow-hidden text-[12px] text-faint"
    />
  );
}

/** The look that all pictures share. */
export const pictureStyle = {
  background: "transparent",
  color: "var(--faint)",
  fontFamily: "inherit",
  fontSize: "11px",
  overflow: "visible",
} as const;
