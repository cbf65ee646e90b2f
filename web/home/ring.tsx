import type { Returned } from "../frame/index.ts";

type StepState = Returned<"readOverview">["steps"][number];

const colours: Record<StepState["state"], string> = {
  fine: "var(--indigo)",
  look: "var(--weld)",
  broken: "var(--madder)",
  empty: "var(--line)",
};

const place = (at: number, of: number, radius: number): { x: number; y: number } => {
  const angle = ((at * 360) / of - 90) * (Math.PI / 180);
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
};

const stateInWords: Record<StepState["state"], string> = {
  fine: "",
  look: ", look at it",
  broken: ", broken",
  empty: "",
};

/** The arc from one step to the next. */
function arc(at: number, of: number, radius: number): string {
  const [from, to] = [place(at, of, radius), place(at + 1, of, radius)];
  return `M${from.x} ${from.y}A${radius} ${radius} 0 0 1 ${to.x} ${to.y}`;
}

/** The loop in small: one arc for each step, in the colour of its state. */
export function Ring({ steps, size }: { steps: readonly StepState[]; size: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="-26 -26 52 52" fill="none" strokeWidth={6}>
      {steps.map((one, at) => (
        <path key={one.step} d={arc(at, steps.length, 20)} stroke={colours[one.state]} />
      ))}
    </svg>
  );
}

const name = (step: string): string => step.charAt(0).toUpperCase() + step.slice(1);

/** The loop: every step with its state in words, and how accurate the model is in the middle. */
export function LoopRing({
  steps,
  middle,
  below,
  onOpen,
}: {
  steps: readonly StepState[];
  middle: string;
  below: string;
  onOpen: (step: StepState["step"]) => void;
}) {
  const radius = 126;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a picture
    <svg viewBox="-260 -188 520 376" className="mx-auto block w-full max-w-[560px]" role="group" aria-label="The loop">
      <circle r={radius} fill="none" stroke="var(--line)" strokeWidth={10} />
      {steps.map(
        (one, at) =>
          one.state !== "empty" &&
          steps[(at + 1) % steps.length]?.state !== "empty" && (
            <path
              key={one.step}
              d={arc(at, steps.length, radius)}
              fill="none"
              stroke="var(--indigo)"
              strokeWidth={10}
              strokeLinecap="round"
            />
          ),
      )}
      <text y={-4} textAnchor="middle" className="num fill-ink font-[640] text-[34px] tracking-tight">
        {middle}
      </text>
      <text y={20} textAnchor="middle" className="fill-soft text-[13px]">
        {below}
      </text>
      {steps.map((one, at) => (
        <RingStep key={one.step} step={one} at={place(at, steps.length, 1)} radius={radius} onOpen={onOpen} />
      ))}
    </svg>
  );
}

function RingStep({
  step,
  at,
  radius,
  onOpen,
}: {
  step: StepState;
  at: { x: number; y: number };
  radius: number;
  onOpen: (step: StepState["step"]) => void;
}) {
  const isUpright = Math.abs(at.x) < 0.2;
  const anchor = isUpright ? "middle" : at.x > 0 ? "start" : "end";
  const x = at.x * (radius + 24);
  const y = at.y * (radius + 24) + (isUpright ? (at.y < 0 ? -15 : 11) : -1);
  const tone = step.state === "look" ? "fill-weld" : step.state === "broken" ? "fill-madder" : "fill-soft";
  const face = (
    <>
      <circle
        cx={at.x * radius}
        cy={at.y * radius}
        r={9}
        fill="var(--cloth)"
        stroke={colours[step.state]}
        strokeWidth={3}
      />
      <text x={x} y={y} textAnchor={anchor} className="fill-ink font-[600] text-[13.5px]">
        {name(step.step)}
      </text>{" "}
      <text x={x} y={y + 16} textAnchor={anchor} className={`num text-[12px] ${tone}`}>
        {step.words}
      </text>
    </>
  );
  if (step.step === "automate") return <g>{face}</g>;
  const open = () => onOpen(step.step);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button of HTML cannot stand inside a picture
    <g
      role="button"
      tabIndex={0}
      aria-label={`${name(step.step)} ${step.words}${stateInWords[step.state]}`}
      className="cursor-pointer rounded-lg"
      onClick={open}
      onKeyDown={(event) => event.key === "Enter" && open()}
    >
      <circle cx={at.x * radius} cy={at.y * radius} r={22} fill="transparent" />
      {face}
    </g>
  );
}
