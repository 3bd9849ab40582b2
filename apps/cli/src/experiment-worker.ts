// The program of the worker processes of `reproduce` and `search`; a separate file in the build.
import { serveExperiments } from "@weightcast/experiments/node";

serveExperiments();
