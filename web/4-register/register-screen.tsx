import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  QuestionChoice,
  type Returned,
  useMay,
  useNameOf,
  useProjectId,
  useQuestion,
  versionsQuery,
} from "../frame/index.ts";
import {
  Ago,
  Button,
  ButtonLink,
  counted,
  Empty,
  Headline,
  joinClasses,
  Page,
  Pill,
  Problem,
  Skeleton,
  type Tone,
} from "../ui/index.ts";
import { Promote } from "./decide.tsx";

type Version = Returned<"readVersion">;

/** How an approval is coloured. */
export const approvalTones: Record<Version["approval"], Tone> = {
  pending: "plain",
  approved: "fine",
  rejected: "broken",
};

/** What is live, and from whom? Versions as a time line with their aliases. */
export function RegisterScreen() {
  const project = useProjectId();
  const may = useMay();
  const { question, isOneOfMany } = useQuestion();
  const { data, error } = useQuery(versionsQuery(project, question?.id));
  const [promoting, promote] = useState<Version>();
  // Of all questions together no version is the newest.
  const isOfOne = question !== undefined || !isOneOfMany;
  const newest = isOfOne ? data?.rows[0] : undefined;
  const champion = isOfOne ? data?.rows.find((one) => one.aliases.includes("champion")) : undefined;
  return (
    <Page
      eyebrow="Register"
      title={
        champion
          ? `v${champion.number} is the champion`
          : data && data.rows.length > 0
            ? `${counted(data.rows.length, "version")}${isOfOne ? ", no champion yet" : ""}`
            : "Versions"
      }
      name="Register"
      actions={
        newest &&
        may("reviewer") &&
        newest.number !== champion?.number && (
          <Button weight="go" onClick={() => promote(newest)}>
            Promote v{newest.number}
          </Button>
        )
      }
    >
      <QuestionChoice />
      <Problem error={error} />
      {!data && !error && <Skeleton rows={4} height={60} />}
      {data?.rows.length === 0 && (
        <Empty
          title="No version is registered yet"
          action={
            <ButtonLink weight="go" to="/p/$project/train" params={{ project }}>
              Train a version
            </ButtonLink>
          }
        >
          Every training that ends well becomes a version here, with its measurements and where it comes from.
        </Empty>
      )}
      <ol className="relative">
        {data?.rows.map((version, at) => (
          <VersionRow
            key={version.id}
            version={version}
            isLast={at === data.rows.length - 1}
            onPromote={may("reviewer") && !version.aliases.includes("champion") ? () => promote(version) : undefined}
          />
        ))}
      </ol>
      {promoting && <Promote version={promoting} onClose={() => promote(undefined)} />}
    </Page>
  );
}

function VersionRow({
  version,
  isLast,
  onPromote,
}: {
  version: Version;
  isLast: boolean;
  onPromote: (() => void) | undefined;
}) {
  const project = useProjectId();
  const nameOf = useNameOf();
  const { isOneOfMany, questionName } = useQuestion();
  const isLive = version.aliases.length > 0;
  return (
    <li className="grid grid-cols-[20px_minmax(0,1fr)] gap-4">
      <span aria-hidden="true" className="relative">
        {!isLast && <span className="absolute top-7 bottom-[-22px] left-[9px] w-0.5 bg-line" />}
        <span
          className={joinClasses(
            "absolute top-[22px] left-1 size-3 rounded-full border-[3px] bg-cloth",
            isLive ? "border-indigo" : "border-edge",
          )}
        />
      </span>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 rounded-[10px] border border-line bg-cloth px-4 py-3">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2">
            <Link
              to="/p/$project/register/$version"
              params={{ project, version: String(version.number) }}
              className="font-[600] text-indigo hover:underline"
            >
              v{version.number}
            </Link>
            {isOneOfMany && <Pill>{questionName(version.question)}</Pill>}
            {version.aliases.map((alias) => (
              <Pill key={alias} tone="ours">
                {alias}
              </Pill>
            ))}
            <Pill tone={approvalTones[version.approval]}>{version.approval}</Pill>
          </p>
          <p className="num mt-1 text-[13px] text-soft">
            {counted(version.labels, "label")} · by {nameOf(version.createdBy)} · <Ago at={version.createdAt} />
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-4 text-[14px]">
          <Headline of={version.metrics} items={version.items} tooFew={version.tooFew} />
          {onPromote && <Button onClick={onPromote}>Promote</Button>}
        </div>
      </div>
    </li>
  );
}
