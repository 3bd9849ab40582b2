import { serveTraining } from "./worker-trainer.js";

serveTraining();
