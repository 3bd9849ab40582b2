import { serveExperiments } from "./jobs/process-runner.js";

serveExperiments();
