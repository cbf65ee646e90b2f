export { ItemScreen } from "./item-screen.tsx";
export { LabelScreen } from "./label-screen.tsx";
