import { serveTraining } from "./training/worker-trainer.js";

serveTraining();
