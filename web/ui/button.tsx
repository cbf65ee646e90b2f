import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { joinClasses } from "./join-classes.ts";
import { KeyCap } from "./key-cap.tsx";

type Weight = "go" | "plain" | "quiet" | "danger";

const weights: Record<Weight, string> = {
  go: "border-transparent bg-indigo text-paper font-[560] hover:brightness-110",
  plain: "border-line bg-cloth text-ink hover:border-edge",
  quiet: "border-transparent bg-transparent text-soft hover:bg-sunk hover:text-ink",
  danger: "border-transparent bg-madder text-paper font-[560] hover:brightness-110",
};

const looks = (weight: Weight): string =>
  joinClasses(
    "inline-flex min-h-9 max-sm:min-h-11 items-center justify-center gap-2 rounded-lg border px-3.5 text-center text-[14px] leading-tight transition-colors disabled:opacity-50",
    weights[weight],
  );

interface Look {
  readonly weight?: Weight;
  /** The key that does the same. */
  readonly hotkey?: string;
  readonly children?: ReactNode;
}

function Face({ hotkey, children, weight }: Look) {
  return (
    <>
      {children}
      {hotkey && (
        <span className="max-sm:hidden">
          <KeyCap on={weight === "go" ? "indigo" : "cloth"}>{hotkey}</KeyCap>
        </span>
      )}
    </>
  );
}

/** A button: `go` is the one next action of a screen. */
export function Button({
  weight = "plain",
  hotkey,
  children,
  className,
  type,
  ...rest
}: Look & ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> }) {
  return (
    <button type={type ?? "button"} className={joinClasses(looks(weight), className)} {...rest}>
      <Face weight={weight} hotkey={hotkey}>
        {children}
      </Face>
    </button>
  );
}

/** An address that looks like a button, for files and other places outside the screens. */
export function ButtonAnchor({
  weight = "plain",
  hotkey,
  children,
  className,
  ...rest
}: Look & AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> }) {
  return (
    <a className={joinClasses(looks(weight), className)} {...rest}>
      <Face weight={weight} hotkey={hotkey}>
        {children}
      </Face>
    </a>
  );
}

/** A link to another screen that looks like a button. */
export const ButtonLink = createLink(ButtonAnchor);

function Anchor({ className, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> }) {
  return (
    <a
      className={joinClasses(
        "rounded-sm text-indigo underline decoration-indigo/30 underline-offset-3 hover:decoration-indigo",
        className,
      )}
      {...rest}
    />
  );
}

/** A link inside text. */
export const TextLink = createLink(Anchor);
