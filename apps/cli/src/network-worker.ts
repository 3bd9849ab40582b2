// The program of the worker threads of `zoo train`; a separate file in the build.
import { serveTraining } from "@weightcast/zoo-trainer/node";

serveTraining();
