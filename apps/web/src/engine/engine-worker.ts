import { setWasmFolder } from "@weightcast/predictors";
import { expose } from "comlink";
import { Engine } from "./engine.js";

// The script of this worker lies in the folder `assets`, beside the folder of TensorFlow.js.
setWasmFolder(new URL("../tensorflow/", self.location.href).href);
expose(new Engine());
