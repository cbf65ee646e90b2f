import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useFilters, useMay, useProjectId, useQuestion } from "../frame/index.ts";
import {
  ButtonLink,
  Card,
  count,
  counted,
  Empty,
  isComposing,
  KeyCap,
  Problem,
  Select,
  Skeleton,
  TextInput,
  useKeys,
} from "../ui/index.ts";
import { AnswerCounts } from "./answer-counts.tsx";
import { CollectFrame } from "./collect-frame.tsx";
import { ItemList } from "./item-list.tsx";
import { countsQuery, type ItemFilters, itemsQuery } from "./queries.ts";
import { SplitBar } from "./split-bar.tsx";

/** What do I have? The items, searched and filtered, with the split they are held in. */
export function ItemsScreen() {
  const project = useProjectId();
  const filters = useFilters() as ItemFilters;
  const counts = useQuery(countsQuery(project));
  const may = useMay();
  const isFiltered = Object.values(filters).some(Boolean);
  const items = counts.data?.items;
  const add = may("admin") && (
    <ButtonLink weight="go" to="/p/$project/collect/add" params={{ project }}>
      Add items
    </ButtonLink>
  );
  return (
    <CollectFrame view="items" title={items === undefined ? "Items" : counted(items, "item")}>
      <Problem error={counts.error} />
      {items === 0 ? (
        <Empty title="Nothing is collected yet" action={add}>
          Items are the texts that people label and models learn from. Bring a CSV, JSON, JSONL or text file, or a zip
          with a folder for each class; you can drop it anywhere on this page.
        </Empty>
      ) : (
        <div className="grid gap-4">
          {counts.data && !isFiltered && (
            <Card>
              <SplitBar counts={counts.data} />
              {counts.data.questions.length > 1 && <AnswerCounts counts={counts.data} />}
            </Card>
          )}
          <Filters filters={filters} />
          <Found filters={filters} />
        </div>
      )}
    </CollectFrame>
  );
}

const narrow = "flex-[1_1_140px] sm:max-w-[170px]";

function Filters({ filters }: { filters: ItemFilters }) {
  const project = useProjectId();
  const { questions, question: chosen, isOneOfMany } = useQuestion();
  const ofLabel = questions.find((one) => one.labels.some((label) => label.id === filters.label));
  const question = chosen ?? ofLabel ?? (isOneOfMany ? undefined : questions[0]);
  const navigate = useNavigate();
  const box = useRef<HTMLInputElement>(null);
  const [typed, type] = useState(filters.search ?? "");
  const set = (change: ItemFilters) => {
    const next = Object.fromEntries(Object.entries({ ...filters, ...change }).filter(([, value]) => value));
    void navigate({ to: "/p/$project/collect", params: { project }, search: next, replace: true });
  };
  const search = useRef(set);
  search.current = set;
  useKeys("Items", [{ key: "/", does: "Search the items", run: () => box.current?.focus() }]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed !== (filters.search ?? "")) search.current({ search: typed });
    }, 250);
    return () => clearTimeout(timer);
  }, [typed, filters.search]);
  return (
    <search className="flex flex-wrap gap-2.5">
      <div className="relative min-w-[220px] flex-[1_1_100%] sm:flex-1">
        <TextInput
          ref={box}
          type="search"
          aria-label="Search the items"
          placeholder="Search the texts"
          value={typed}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && !isComposing(event.nativeEvent) && event.currentTarget.blur()}
          className="min-h-9 py-1.5 pr-10"
        />
        {typed === "" && (
          <span className="pointer-events-none absolute inset-y-0 right-2.5 grid place-content-center max-sm:hidden">
            <KeyCap>/</KeyCap>
          </span>
        )}
      </div>
      {isOneOfMany && (
        <Select
          aria-label="Question"
          value={question?.name ?? ""}
          onChange={(event) => set({ question: event.target.value, label: "" })}
          className={narrow}
        >
          <option value="">All questions</option>
          {questions.map(({ id, name }) => (
            <option key={id} value={name}>
              {name}
            </option>
          ))}
        </Select>
      )}
      <Select
        aria-label="State"
        className={narrow}
        value={filters.state ?? ""}
        onChange={(event) => set({ state: event.target.value as ItemFilters["state"] })}
      >
        <option value="">Labelled or not</option>
        <option value="labelled">Labelled</option>
        <option value="unlabelled">Not labelled</option>
      </Select>
      {question && (
        <Select
          aria-label={question.kind === "rating" ? "Level" : "Label"}
          value={filters.label ?? ""}
          onChange={(event) => set({ label: event.target.value })}
          className={narrow}
        >
          <option value="">{question.kind === "rating" ? "Any level" : "Any label"}</option>
          {question.labels.map((label) => (
            <option key={label.id} value={label.id}>
              {label.name}
            </option>
          ))}
        </Select>
      )}
      <Select
        aria-label="Split"
        value={filters.split ?? ""}
        onChange={(event) => set({ split: event.target.value as ItemFilters["split"] })}
        className={narrow}
      >
        <option value="">Any split</option>
        <option value="train">Train</option>
        <option value="validation">Validation</option>
        <option value="test">Test</option>
        <option value="none">No split</option>
      </Select>
    </search>
  );
}

function Found({ filters }: { filters: ItemFilters }) {
  const project = useProjectId();
  const { data, error, fetchNextPage, hasNextPage, isFetching } = useInfiniteQuery(itemsQuery(project, filters));
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const isPartial = data?.pages.at(-1)?.partial === true;
  // A search reads a part of the items at a time; it goes on by itself until it has found a screenful.
  useEffect(() => {
    if (isPartial && !isFetching && rows.length < 20) void fetchNextPage();
  }, [isPartial, isFetching, rows.length, fetchNextPage]);
  if (error) return <Problem error={error} />;
  if (!data) return <Skeleton rows={8} height={30} />;
  if (rows.length === 0 && !isPartial)
    return <Empty title="No item is like that">Take a filter away, or search for a part of a word.</Empty>;
  return (
    <>
      <ItemList rows={rows} onEnd={hasNextPage && !isFetching ? fetchNextPage : undefined} />
      <p className="num text-[13px] text-faint" aria-live="polite">
        {isFetching
          ? "Reading on…"
          : hasNextPage
            ? `${count(rows.length)} shown, scroll for more`
            : counted(rows.length, "item")}
      </p>
    </>
  );
}
