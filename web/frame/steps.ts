/** A step of the loop as the navigation shows it; its number is also its key. */
interface Step {
  readonly step: "collect" | "label" | "train" | "evaluate" | "register" | "deploy" | "monitor";
  readonly name: string;
  readonly number: string;
  readonly to: `/p/$project/${string}`;
}

/** The steps that have a screen, in the order of the loop. */
export const steps = [
  { step: "collect", name: "Collect", number: "1", to: "/p/$project/collect" },
  { step: "label", name: "Label", number: "2", to: "/p/$project/label" },
  { step: "train", name: "Train", number: "3", to: "/p/$project/train" },
  { step: "evaluate", name: "Evaluate", number: "4", to: "/p/$project/evaluate" },
  { step: "register", name: "Register", number: "5", to: "/p/$project/register" },
  { step: "deploy", name: "Deploy", number: "6", to: "/p/$project/deploy" },
  { step: "monitor", name: "Monitor", number: "7", to: "/p/$project/monitor" },
] as const satisfies readonly Step[];
