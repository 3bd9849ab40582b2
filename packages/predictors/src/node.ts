export { loadModel, saveModel } from "./model-folder.js";
