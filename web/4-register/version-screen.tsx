import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  measuredItems,
  type Returned,
  server,
  useMay,
  useNameOf,
  useParam,
  useProjectId,
  useQuestion,
} from "../frame/index.ts";
import {
  Ago,
  Amount,
  Button,
  ButtonAnchor,
  ButtonLink,
  bytes,
  Card,
  counted,
  Estimate,
  Page,
  Pill,
  Problem,
  Skeleton,
} from "../ui/index.ts";
import { Decide, Promote } from "./decide.tsx";
import { Lineage } from "./lineage.tsx";
import { approvalTones } from "./register-screen.tsx";

const lineageQuery = (project: string, version: string) =>
  queryOptions({ queryKey: ["lineage", project, version], queryFn: () => server.readLineage({ project, version }) });

/** Where does it come from, and may it go live? A version with its figures and its lineage drawn. */
export function VersionScreen() {
  const project = useProjectId();
  const number = useParam("version");
  const { data, error } = useQuery(lineageQuery(project, number));
  const { isOneOfMany, questionName } = useQuestion();
  const [opened, open] = useState<"promote" | "decide">();
  const may = useMay();
  const version = data?.version;
  return (
    <Page
      eyebrow={
        <Link to="/p/$project/register" params={{ project }} className="hover:underline">
          Versions
        </Link>
      }
      title={
        <>
          {version ? `v${version.number}` : " "}{" "}
          {version && isOneOfMany && <Pill>{questionName(version.question)}</Pill>}{" "}
          {version && <Pill tone={approvalTones[version.approval]}>{version.approval}</Pill>}{" "}
          {version?.aliases.map((alias) => (
            <Pill key={alias} tone="ours">
              {alias}
            </Pill>
          ))}
        </>
      }
      name={version && `v${version.number}`}
      actions={
        version &&
        may("reviewer") && (
          <>
            <Button onClick={() => open("decide")}>
              {version.approval === "pending" ? "Approve or reject" : "Decide again"}
            </Button>
            {version.aliases.includes("champion") ? (
              <ButtonLink
                weight="go"
                to="/p/$project/deploy"
                params={{ project }}
                search={{ version: String(version.number) }}
              >
                Deploy
              </ButtonLink>
            ) : (
              <Button weight="go" onClick={() => open("promote")}>
                Promote
              </Button>
            )}
          </>
        )
      }
    >
      <Problem error={error} />
      {!data && !error && <Skeleton rows={5} height={40} />}
      {data && (
        <div className="grid gap-4">
          <Facts version={data.version} />
          <Card title="Where it comes from">
            <Lineage of={data} />
          </Card>
        </div>
      )}
      {version && opened === "promote" && <Promote version={version} onClose={() => open(undefined)} />}
      {version && opened === "decide" && <Decide version={version} onClose={() => open(undefined)} />}
    </Page>
  );
}

function Facts({ version }: { version: Returned<"readVersion"> }) {
  const project = useProjectId();
  const { isOneOfMany, questionName } = useQuestion();
  const nameOf = useNameOf();
  const { accuracy, macroF1, ece, meanAbsoluteError, quadraticKappa } = version.metrics;
  return (
    <Card
      title={
        version.measuredOn
          ? `Measured on ${measuredItems[version.measuredOn](counted(version.items ?? 0, "item"))}`
          : "Not measured"
      }
      aside={<Ago at={version.createdAt} />}
    >
      <dl className="num grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-[14px]">
        {meanAbsoluteError && (
          <Fact name="mean absolute error">
            <Amount of={meanAbsoluteError} unit="levels" items={version.items} tooFew={version.tooFew} />
          </Fact>
        )}
        {quadraticKappa && (
          <Fact name="quadratic weighted kappa">
            <Amount of={quadraticKappa} items={version.items} tooFew={version.tooFew} />
          </Fact>
        )}
        {accuracy && (
          <Fact name={meanAbsoluteError ? "exactly right" : "right"}>
            {<Estimate of={accuracy} items={version.items} tooFew={version.tooFew} />}
          </Fact>
        )}
        {macroF1 && (
          <Fact name="macro-F1">{<Estimate of={macroF1} items={version.items} tooFew={version.tooFew} />}</Fact>
        )}
        {ece && (
          <Fact name="calibration error">{<Estimate of={ece} items={version.items} tooFew={version.tooFew} />}</Fact>
        )}
        <Fact name="learned from">{counted(version.labels, "label")}</Fact>
        {version.approval !== "pending" && (
          <Fact name={version.approval}>
            by {nameOf(version.approvedBy)}
            {version.approvalReason && (
              <>
                : <span dir="auto">{version.approvalReason}</span>
              </>
            )}
          </Fact>
        )}
      </dl>
      <div className="mt-4 flex flex-wrap gap-2.5">
        <ButtonLink
          to="/p/$project/evaluate"
          params={{ project }}
          search={isOneOfMany ? { question: questionName(version.question) } : {}}
        >
          See its measurements
        </ButtonLink>
        <ButtonAnchor
          href={`/api/v1/projects/${encodeURIComponent(project)}/versions/${version.number}/artifact`}
          download={`model-v${version.number}.bin`}
        >
          Download the model, {bytes(version.bytes)}
        </ButtonAnchor>
      </div>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
