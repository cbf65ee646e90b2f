import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { isComposing } from "./keys.ts";

/** A dialog over the screen: Esc closes it, the focus returns to where it was. */
export function Dialog(given: {
  title: ReactNode;
  about?: ReactNode;
  onClose: () => void;
  wide?: "wide";
  children: ReactNode;
}) {
  return (
    <Radix.Root open onOpenChange={(open) => open || given.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-[appear_.12s] bg-[#0000004d]" />
        <Radix.Content
          {...(given.about === undefined && { "aria-describedby": undefined })}
          onEscapeKeyDown={(event) => isComposing(event) && event.preventDefault()}
          className={`fixed inset-x-0 bottom-0 z-50 mx-auto max-h-[88dvh] w-full animate-[rise_.14s] overflow-y-auto rounded-t-2xl bg-cloth p-5 shadow-lift sm:top-[12vh] sm:bottom-auto sm:max-h-[78vh] sm:rounded-2xl sm:p-6 ${given.wide ? "max-w-[680px]" : "max-w-[480px]"}`}
        >
          <Radix.Title className="pr-8 font-[620] text-[18px] leading-snug tracking-tight">{given.title}</Radix.Title>
          {given.about !== undefined && (
            <Radix.Description className="mt-1 text-[14px] text-soft">{given.about}</Radix.Description>
          )}
          <div className="mt-4">{given.children}</div>
          <Radix.Close
            aria-label="Close this"
            className="absolute top-3.5 right-3.5 grid size-9 place-content-center rounded-lg text-faint hover:bg-sunk hover:text-ink max-sm:size-11"
          >
            ✕
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
