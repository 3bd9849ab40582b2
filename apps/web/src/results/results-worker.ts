import { expose } from "comlink";
import { ResultsReader } from "./results-reader.js";

expose(new ResultsReader());
