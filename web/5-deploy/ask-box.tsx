import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { type Returned, server } from "../frame/index.ts";
import { Card, Choice, Code, CopyButton, joinClasses, milliseconds, Problem, percent, TextArea } from "../ui/index.ts";
import { callIn, type Language, languages } from "./calls.ts";

type Answer = Extract<Returned<"predict">, { label: string }>;

const pause = 180;

/** A text box that answers as one types, and the same call as code. `version` is the one that the endpoint serves now. */
export function AskBox({ endpoint, version }: { endpoint: string; version: number }) {
  const [typed, type] = useState("");
  const [asked, ask] = useState("");
  const [language, speak] = useState<Language>("curl");
  useEffect(() => {
    const timer = setTimeout(() => ask(typed.trim()), pause);
    return () => clearTimeout(timer);
  }, [typed]);
  const { data, error } = useQuery({
    queryKey: ["ask", endpoint, version, asked],
    queryFn: async ({ signal }) =>
      (await server.predict({ endpoint, text: asked, scores: true, log: false }, { signal })) as Answer,
    enabled: asked !== "",
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    // A server that has not switched yet answers with the version before.
    refetchInterval: (query) => query.state.data !== undefined && query.state.data.version !== version && 500,
  });
  const call = callIn(language, { origin: location.origin, endpoint, text: asked || "Where is my order?" });
  return (
    <Card
      title="Try it"
      aside={
        data && asked ? (
          <span className="num">
            v{data.version} in {milliseconds(data.milliseconds.total)} on the server
          </span>
        ) : (
          "it answers as you type"
        )
      }
    >
      <TextArea
        aria-label="Text to ask about"
        rows={4}
        value={typed}
        onChange={(event) => type(event.target.value)}
        placeholder="Type or paste a text"
      />
      <div aria-live="polite" className="mt-3 min-h-[156px]">
        <Problem error={error} />
        {data && asked && data.unknown && (
          <p className="mb-2 text-[14px] text-soft">
            Nothing of this text occurs in what the model learned: the answer says nothing about it.
          </p>
        )}
        {data && asked && (data.expected === undefined ? <Scores answer={data} /> : <Levels answer={data} />)}
      </div>
      <div className="mt-4 flex flex-wrap items-center justify-between gap-2.5">
        <Choice name="Language" value={language} options={languages} onChoose={speak} />
        <CopyButton text={call} />
      </div>
      <Code className="mt-2.5">{call}</Code>
      <p className="mt-2 text-[13px] text-soft">
        It needs a key:{" "}
        <Link to="/settings/keys" className="text-indigo underline underline-offset-2">
          make one
        </Link>{" "}
        and put it into HANDLOOM_KEY.
      </p>
    </Card>
  );
}

/** The level, what is expected, and how likely each level is, in their order. */
function Levels({ answer }: { answer: Answer }) {
  const levels = Object.entries(answer.scores ?? {}).sort(([one], [other]) => Number(one) - Number(other));
  const top = Math.max(0.01, ...levels.map(([, share]) => share));
  return (
    <div className="grid gap-3 sm:grid-cols-[auto_minmax(0,1fr)] sm:gap-6">
      <div className="num">
        <div className="font-[640] text-[34px] leading-tight">{answer.label}</div>
        <div className="text-[13px] text-soft">{answer.expected?.toFixed(2)} expected</div>
      </div>
      <ol aria-label="How likely each level is" className="flex h-[132px] items-end gap-1.5">
        {levels.map(([level, share]) => (
          <li key={level} className="num flex h-full min-w-0 flex-1 flex-col justify-end text-center text-[12px]">
            <span className="text-soft">{percent(share)}</span>
            <span
              aria-hidden="true"
              className={joinClasses("rounded-t", level === answer.label ? "bg-indigo" : "bg-indigo-fill")}
              style={{ height: `${(share / top) * 70}%`, minHeight: 2 }}
            />
            <span className={level === answer.label ? "font-[640]" : "text-soft"}>{level}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Scores({ answer }: { answer: Answer }) {
  const best = Object.entries(answer.scores ?? { [answer.label]: answer.score })
    .sort(([, a], [, b]) => b - a)
    .slice(0, 4);
  return (
    <ol className="grid gap-1">
      {best.map(([label, score], at) => (
        <li
          key={label}
          className={joinClasses(
            "relative flex min-h-9 items-center justify-between gap-3 overflow-hidden rounded-lg border px-3",
            at === 0 ? "border-indigo bg-indigo-wash" : "border-transparent",
          )}
        >
          <span
            aria-hidden="true"
            className={joinClasses("absolute inset-y-0 left-0", at === 0 ? "bg-indigo-fill" : "bg-sunk")}
            style={{ width: `${score * 100}%` }}
          />
          <span className="relative truncate" dir="auto" title={label}>
            {label}
          </span>
          <span className="num relative text-[13px] text-soft">{percent(score)}</span>
        </li>
      ))}
    </ol>
  );
}
