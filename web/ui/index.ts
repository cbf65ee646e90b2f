export { Button, ButtonAnchor, ButtonLink, TextLink } from "./button.tsx";
export { Card, Pill, type Tone } from "./card.tsx";
export { Code, CopyButton } from "./copy.tsx";
export { Dialog } from "./dialog.tsx";
export { Field, Select, TextArea, TextInput } from "./field.tsx";
export {
  bytes,
  count,
  counted,
  type Doubtful,
  duration,
  honestPercent,
  levelsWithDoubt,
  likely,
  likelyNumber,
  milliseconds,
  moment,
  percent,
  plusMinus,
  withDoubt,
} from "./figures.ts";
export { joinClasses } from "./join-classes.ts";
export { commandKey, KeyCap } from "./key-cap.tsx";
export { currentKeys, type Hotkey, isComposing, type KeyGroup, printed, useKeys } from "./keys.ts";
export { Menu, MenuItem, MenuLine } from "./menu.tsx";
export { Notices, notify } from "./notices.tsx";
export { Ago, Amount, Estimate, Figure, Headline } from "./numbers.tsx";
export { Page } from "./page.tsx";
export { type Canvas, Picture, pictureStyle } from "./plot.tsx";
export { Scroll } from "./scroll.tsx";
export { Empty, Problem, Skeleton, sentenceOf } from "./states.tsx";
export { Choice, Table } from "./table.tsx";
