import { DropdownMenu } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { joinClasses } from "./join-classes.ts";

const row =
  "block w-full cursor-pointer rounded-md px-2.5 py-1.5 max-sm:py-2.5 text-left text-[14px] outline-none data-[highlighted]:bg-sunk data-[disabled]:opacity-50";

/** A button that opens a list of actions. */
export function Menu({
  trigger,
  align = "end",
  children,
}: {
  trigger: ReactElement;
  align?: "start" | "end";
  children: ReactNode;
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>

      <DropdownMenu.Content
        align={align}
        sideOffset={6}
        className="z-50 max-h-[60vh] min-w-48 max-w-[min(360px,92vw)] overflow-y-auto rounded-xl border border-line bg-cloth p-1.5 shadow-lift"
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

/** One action of a menu. */
export function MenuItem({
  onSelect,
  danger,
  children,
}: {
  onSelect: () => void;
  danger?: "danger";
  children: ReactNode;
}) {
  return (
    <DropdownMenu.Item onSelect={onSelect} className={joinClasses(row, danger && "text-madder")}>
      {children}
    </DropdownMenu.Item>
  );
}

/** A line between groups of actions. */
export const MenuLine = () => <DropdownMenu.Separator className="mx-1 my-1.5 h-px bg-line" />;
