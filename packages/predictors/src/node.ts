export { loadModel, saveModel } from "./model/model-folder.js";
