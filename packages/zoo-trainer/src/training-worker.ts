import { serveNetworkTraining } from "./training/train-in-worker.js";

serveNetworkTraining();
