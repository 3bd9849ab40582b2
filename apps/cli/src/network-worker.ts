// A file of its own in the build: what each worker of `zoo train` runs.
import { serveTraining } from "@weightcast/zoo-trainer/node";

serveTraining();
