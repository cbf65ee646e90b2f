import { type ReactNode, useEffect } from "react";

/** A screen: what it is about, its one next action at the same place everywhere, its content. */
export function Page(given: {
  eyebrow?: ReactNode;
  title: ReactNode;
  name?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const name = given.name ?? (typeof given.title === "string" ? given.title : undefined);
  useEffect(() => {
    document.title = name ? `${name} · Handloom` : "Handloom";
  }, [name]);
  return (
    <>
      <div className="mb-5 flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          {given.eyebrow !== undefined && <p className="num text-[13px] text-soft">{given.eyebrow}</p>}
          <h1 className="break-words" dir="auto">
            {given.title}
          </h1>
        </div>
        {given.actions !== undefined && (
          <div className="flex flex-wrap items-center gap-2.5 max-sm:w-full max-sm:[&>*]:flex-1">{given.actions}</div>
        )}
      </div>
      {given.children}
    </>
  );
}
