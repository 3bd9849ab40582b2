// A file of its own in the build: what each worker of `reproduce` and `search` runs.
import { serveExperiments } from "@weightcast/experiments/node";

serveExperiments();
