import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Returned, useNameOf, useProjectId } from "../frame/index.ts";
import { Ago, count, counted } from "../ui/index.ts";

/** Where a version comes from, drawn as a chain: people, their answers, the snapshot, the run, the version. */
export function Lineage({ of }: { of: Returned<"readLineage"> }) {
  const project = useProjectId();
  const nameOf = useNameOf();
  return (
    <ol className="grid gap-x-0 gap-y-5 sm:grid-cols-4">
      <Knot name="People" figure={counted(of.annotations, "answer")}>
        <ul className="grid gap-0.5">
          {of.people.slice(0, 5).map((one) => (
            <li key={one.author} className="flex justify-between gap-2">
              <span className="truncate" title={nameOf(one.author)}>
                {nameOf(one.author)}
              </span>
              <span>{count(one.annotations)}</span>
            </li>
          ))}
          {of.people.length > 5 && <li>and {of.people.length - 5} others</li>}
        </ul>
      </Knot>
      <Knot name="Snapshot" figure={of.snapshot ? of.snapshot.hash.slice(0, 10) : "none"}>
        {of.snapshot && (
          <>
            <Link
              to="/p/$project/collect/snapshots"
              params={{ project }}
              className="text-indigo underline decoration-indigo/30 underline-offset-2 hover:decoration-indigo"
            >
              {counted(of.snapshot.items, "item")}
            </Link>
            , {count(of.snapshot.labelled)} labelled · <Ago at={of.snapshot.createdAt} />
            {!of.snapshot.complete && <> · some of its items were removed since</>}
          </>
        )}
      </Knot>
      <Knot name="Run" figure={of.run ? `run ${of.run.number}` : "none"}>
        {of.run && (
          <>
            <Link
              to="/p/$project/train/$run"
              params={{ project, run: String(of.run.number) }}
              className="text-indigo underline decoration-indigo/30 underline-offset-2 hover:decoration-indigo"
            >
              seed {of.run.seed}
              {Object.entries(of.run.parameters).map(([name, value]) => `, ${name} ${String(value)}`)}
            </Link>
            <br />
            by {nameOf(of.run.askedBy)} · <Ago at={of.run.createdAt} />
          </>
        )}
      </Knot>
      <Knot name="Version" figure={`v${of.version.number}`} isLast>
        <span className="break-all font-mono text-[12px]" title={of.version.artifact}>
          {of.version.artifact.slice(0, 16)}…
        </span>
      </Knot>
    </ol>
  );
}

function Knot({
  name,
  figure,
  isLast = false,
  children,
}: {
  name: string;
  figure: string;
  isLast?: boolean;
  children: ReactNode;
}) {
  return (
    <li className="relative min-w-0 pl-6 sm:pt-6 sm:pr-6 sm:pl-0">
      {!isLast && (
        <span
          aria-hidden="true"
          className="absolute top-3 bottom-[-26px] left-[5px] w-0.5 bg-indigo/40 sm:inset-x-0 sm:top-[5px] sm:bottom-auto sm:left-1 sm:h-0.5 sm:w-full"
        />
      )}
      <span
        aria-hidden="true"
        className="absolute top-1 left-0 size-3 rounded-full border-[3px] border-indigo bg-cloth sm:top-0"
      />
      <p className="text-[12px] text-soft">{name}</p>
      <p className="num truncate font-[600]">{figure}</p>
      <div className="num mt-1 text-[13px] text-soft">{children}</div>
    </li>
  );
}
