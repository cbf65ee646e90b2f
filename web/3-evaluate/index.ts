export { CompareScreen } from "./compare-screen.tsx";
export { EvaluateScreen } from "./evaluate-screen.tsx";
export { EvaluationScreen } from "./evaluation-screen.tsx";
