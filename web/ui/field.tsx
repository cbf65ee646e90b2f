import {
  type InputHTMLAttributes,
  type ReactElement,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from "react";
import { joinClasses } from "./join-classes.ts";

const looks =
  "w-full rounded-lg border border-edge/60 bg-cloth px-3 py-2 text-[15px] text-ink max-sm:min-h-11 max-sm:text-[16px] hover:border-edge";

/** A label, what it labels, and a hint or what is wrong below it. */
export function Field(given: {
  label: ReactNode;
  hint?: ReactNode;
  wrong?: string;
  children: (id: { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean }) => ReactElement;
}) {
  const id = useId();
  const below = given.wrong ?? given.hint;
  return (
    <div className="grid min-w-0 gap-1.5">
      <label htmlFor={id} className="font-[560] text-[14px]">
        {given.label}
      </label>
      {given.children({
        id,
        "aria-describedby": below === undefined ? undefined : `${id}-below`,
        "aria-invalid": given.wrong !== undefined,
      })}
      {below !== undefined && (
        <p
          id={`${id}-below`}
          className={joinClasses("text-[13px]", given.wrong === undefined ? "text-soft" : "text-madder")}
        >
          {below}
        </p>
      )}
    </div>
  );
}

/** A line of text. */
export function TextInput({
  className,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  return <input className={joinClasses(looks, className)} {...rest} />;
}

/** Several lines of text. */
export function TextArea({
  className,
  ...rest
}: TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }) {
  return <textarea className={joinClasses(looks, className)} dir="auto" {...rest} />;
}

/** One of a few: the system's own list, so that phones show theirs. */
export function Select({
  className,
  ...rest
}: SelectHTMLAttributes<HTMLSelectElement> & { ref?: Ref<HTMLSelectElement> }) {
  return <select className={joinClasses(looks, "min-h-9 py-1.5 pr-8 text-[14px]", className)} {...rest} />;
}
