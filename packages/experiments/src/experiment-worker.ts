import { serveExperiments } from "./process-runner.js";

serveExperiments();
