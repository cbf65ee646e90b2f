export { RunScreen } from "./run-screen.tsx";
export { TrainScreen } from "./train-screen.tsx";
