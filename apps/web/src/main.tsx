import { setWasmFolder } from "@weightcast/predictors";
import { render } from "preact";
import { App } from "./app.js";
import "./style/page.css";

setWasmFolder(new URL("tensorflow/", document.baseURI).href);
render(<App />, document.getElementById("app")!);
